import { startBackend } from '@hpa/backend';
import {
  profile,
  randomNormal,
  type Scalar,
  setBackend,
  square,
  sum,
  type Tensor,
  tidy,
  variableGrads,
} from '@tensorflow/tfjs-core';
import { type LayersModel, layers, model, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, it } from 'vitest';
import { variablesOf } from '../../src/layers/variables-of.js';
import { runNetwork } from '../../src/network/run-network.js';
import { expectClose } from '../support/expect-close.js';

beforeAll(() => setBackend('cpu'));

describe('convolutions in training', () => {
  /** Three convolutions in a row, one of each activation; the second strides. */
  function convolutions(): LayersModel {
    const image = layers.input({ name: 'image', shape: [7, 6, 2] });
    const shapes = [
      { activation: 'relu', padding: 'same', useBias: true },
      { activation: 'selu', padding: 'valid', strides: 2, useBias: true },
      { activation: 'linear', padding: 'same', useBias: false },
    ] as const;
    let x: SymbolicTensor = image;
    for (const [i, shape] of shapes.entries()) {
      const weights = { kernelInitializer: 'glorotUniform', biasInitializer: 'glorotUniform' } as const;
      x = layers
        .conv2d({ name: `conv${i + 1}`, filters: 3, kernelSize: 3, ...weights, ...shape })
        .apply(x) as SymbolicTensor;
    }
    return model({ inputs: image, outputs: layers.flatten({ name: 'flat' }).apply(x) as SymbolicTensor });
  }

  /** The gradients of all weights, and the kernels that ran. */
  async function gradients(built: LayersModel, pass: () => Tensor) {
    let found: Float32Array[] = [];
    const { kernels } = await profile(() => {
      found = tidy(() => {
        const { grads } = variableGrads(() => sum(square(pass())) as Scalar, variablesOf(built.weights));
        return Object.values(grads).map((gradient) => gradient.dataSync<'float32'>());
      });
    });
    return { found, ran: kernels.map(({ name }) => name) };
  }

  it('have the gradients of tfjs-layers, without one of the images, and no passes for bias and ReLU', async () => {
    const images = randomNormal([3, 7, 6, 2], 0, 1, 'float32', 2);
    const built = convolutions();
    const given = new Map([['image', images]]);
    const ours = () => runNetwork(built, { given, training: true });
    const before = await gradients(built, ours);
    const theirs = await gradients(built, () => built.apply(images, { training: true }) as Tensor);
    await startBackend('cpu');
    const after = await gradients(built, ours);
    expect(theirs.found).toHaveLength(5);
    for (const [i, expected] of theirs.found.entries()) {
      expectClose(before.found[i]!, expected, { absolute: 1e-5, relative: 1e-5 });
      expectClose(after.found[i]!, expected, { absolute: 1e-5, relative: 1e-5 });
    }
    const runs = (kernel: string) => after.ran.filter((name) => name === kernel).length;
    expect(runs('FusedConv2D')).toBe(3);
    expect(runs('Conv2DBackpropFilter')).toBe(3);
    expect(runs('Conv2DBackpropInput')).toBe(2);
    expect(runs('Add')).toBe(0);
  });
});
