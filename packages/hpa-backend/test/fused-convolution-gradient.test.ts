import {
  engine,
  fused,
  grads,
  mul,
  profile,
  type Tensor,
  type Tensor4D,
  tensor,
  tidy,
  variable,
  variableGrads,
} from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { StartedBackend } from '../src/engines/engine.js';
import { startBackend } from '../src/engines/start-backend.js';
import { filled } from './support/on-backend.js';

const X = tensorOf([2, 6, 5, 3], 1);
const FILTER = tensorOf([3, 3, 3, 4], 2);
const BIAS = tensorOf([4], 3);
const GEOMETRY = { strides: [2, 2] as [number, number], pad: 'same' as const };

/** The kernel itself, which takes its gradient from what is registered. */
function kernel(inputs: Record<string, Tensor>, attributes: object = {}): Tensor {
  const common = { ...GEOMETRY, dataFormat: 'NHWC', dilations: [1, 1], activation: 'linear' };
  return engine().runKernel('FusedConv2D', inputs, { ...common, ...attributes }) as Tensor;
}

describe.each(['cpu', 'wasm'] as const)('the gradient of FusedConv2D on %s', (name) => {
  let started: StartedBackend;
  beforeAll(async () => {
    started = await startBackend(name, { threads: 1 });
  });
  afterAll(() => started.dispose());

  it.each(['linear', 'relu'] as const)('is that of fused.conv2d() with %s', async (activation) => {
    const inputs = [X(), FILTER(), BIAS()];
    const ours = grads((x: Tensor, filter: Tensor, bias: Tensor) =>
      kernel({ x, filter, bias }, { activation }),
    );
    const theirs = grads((x: Tensor, filter: Tensor, bias: Tensor) =>
      fused.conv2d({
        x: x as Tensor4D,
        filter: filter as Tensor4D,
        bias,
        activation,
        ...GEOMETRY,
      }),
    );
    const dy = tensorOf([2, 3, 3, 4], 4)();
    const [found, expected] = [ours(inputs, dy), theirs(inputs, dy)];
    for (const [i, gradient] of found.entries()) {
      expect(gradient.shape).toEqual(inputs[i]!.shape);
      const right = expected[i]!.dataSync();
      for (const [at, value] of gradient.dataSync().entries()) {
        expect(value).toBeCloseTo(right[at]!, 5);
      }
    }
  });

  it('computes what is asked for alone', async () => {
    const [x, filter] = [X(), variable(FILTER())];
    const { kernelNames } = await profile(() => {
      tidy(() => variableGrads(() => kernel({ x, filter }).sum(), [filter]));
      tidy(() => variableGrads(() => kernel({ x: mul(x, 2), filter }).sum(), [filter]));
    });
    expect(kernelNames).toContain('Conv2DBackpropFilter');
    expect(kernelNames).not.toContain('Conv2DBackpropInput');
    filter.dispose();
  });

  it.each([
    [{ dilations: [2, 2], strides: [1, 1] }, 'received NHWC with dilations 2 x 2'],
    [{ activation: 'elu' }, 'linear and relu; received elu'],
  ])('refuses %j', (attributes, message) => {
    const filter = variable(FILTER());
    expect(() => variableGrads(() => kernel({ x: X(), filter }, attributes).sum(), [filter])).toThrow(
      message,
    );
    filter.dispose();
  });
});

/** Makes a tensor when the engine runs. */
function tensorOf(shape: number[], seed: number): () => Tensor {
  return () => tensor(filled(shape, seed), shape);
}
