import '@tensorflow/tfjs';
import {
  profile,
  randomNormal,
  setBackend,
  type Tensor,
  tidy,
  unregisterKernel,
} from '@tensorflow/tfjs-core';
import { type LayersModel, layers, model, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, it } from 'vitest';
import { BatchNormalization } from '../../src/layers/batch-normalization.js';
import { runNetwork } from '../../src/network/run-network.js';
import { registerCpuBatchNormKernels } from '../support/cpu-batch-norm-kernels.js';
import { expectClose } from '../support/expect-close.js';

beforeAll(() => setBackend('cpu'));

/** The normalization of four numbers and its ReLU, added up; or the ReLU twice, so that nothing else reads the normalization. */
function network({ bothRead }: { readonly bothRead: boolean }): LayersModel {
  const image = layers.input({ name: 'image', shape: [4] });
  const normalized = new BatchNormalization({ name: 'norm' }).apply(image) as SymbolicTensor;
  const positive = layers
    .activation({ name: 'relu', activation: 'relu' })
    .apply(normalized) as SymbolicTensor;
  const parts = [bothRead ? normalized : positive, positive];
  return model({ inputs: image, outputs: layers.add({ name: 'sum' }).apply(parts) as SymbolicTensor });
}

const images = randomNormal([5, 4], 0, 1, 'float32', 1);

/** The values that a pass gives, and the kernels that it runs. */
async function run(pass: () => Tensor) {
  let values: Float32Array | undefined;
  const { kernelNames } = await profile(() => {
    values = tidy(pass).dataSync<'float32'>();
  });
  return { values: values!, kernelNames };
}

describe('runNetwork', () => {
  it.each([true, false])('agrees with tfjs-layers in training (both read: %s)', async (bothRead) => {
    const built = network({ bothRead });
    const given = new Map([['image', images]]);
    const ours = await run(() => runNetwork(built, { given, training: true }));
    const theirs = await run(() => built.apply(images, { training: true }) as Tensor);
    expectClose(ours.values, theirs.values, { absolute: 1e-6 });
  });

  it.each([true, false])('starts from a given normalization (both read: %s)', async (bothRead) => {
    const given = new Map([['norm', images]]);
    const { values } = await run(() => runNetwork(network({ bothRead }), { given, training: true }));
    const expected = [...images.dataSync()].map((x) => Math.max(0, x) + (bothRead ? x : Math.max(0, x)));
    expectClose(values, expected, { absolute: 1e-6 });
  });

  it('runs a normalization once, however many layers read its ReLU', async () => {
    const given = new Map([['image', images]]);
    const { kernelNames } = await run(() =>
      runNetwork(network({ bothRead: false }), { given, training: true }),
    );
    expect(kernelNames.filter((name) => name === 'FusedBatchNorm')).toHaveLength(1);
    expect(kernelNames.filter((name) => name === 'Relu')).toHaveLength(1);
  });

  it('leaves the ReLU to the kernel of normalization, unless another layer reads the normalization too', async () => {
    registerCpuBatchNormKernels();
    try {
      const given = new Map([['image', images]]);
      const kernels = async (bothRead: boolean) =>
        (await run(() => runNetwork(network({ bothRead }), { given, training: true }))).kernelNames;
      expect(await kernels(false)).not.toContain('Relu');
      expect(await kernels(true)).toContain('Relu');
    } finally {
      for (const name of ['HpaBatchNorm', 'HpaBatchNormGrad']) {
        unregisterKernel(name, 'cpu');
      }
    }
  });
});
