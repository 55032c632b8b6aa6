import { startBackend } from '@hpa/backend';
import { type Classifier, gapNet, scratchCnn } from '@hpa/models';
import { optimizers, fit as train } from '@hpa/train';
import { dispose, memory, tensor1d, tidy, zeros } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { expectClose } from '../packages/hpa-models/test/support/expect-close.js';
import { repeatedBatch } from './support/repeated-batch.js';

// Memory where the packages meet: @hpa/train keeps @hpa/models within what @hpa/backend can hold.

const classes = [0, 1, 2, 3].map((id) => ({ id, name: `class ${id}` }));

const stateOf = async ({ state }: Classifier): Promise<number[]> =>
  (await Promise.all(state.map(async (variable) => [...(await variable.data())]))).flat();

describe('a limit on wasm', () => {
  it('splits a batch, with the update of the whole: dropout included', async () => {
    const engine = await startBackend('wasm', { threads: 2 });
    const build = () =>
      scratchCnn({
        input: { height: 32, width: 32 },
        classes,
        seed: 1,
        stages: 2,
        denseUnits: 32,
        dropout: 0.5,
      });
    const batch = repeatedBatch({ size: 32, count: 8, steps: 1 });
    const [whole, parts] = [build(), build()];
    const options = { optimizer: optimizers.sgd({ learningRate: 0.05 }), epochs: 2 };
    const expected = await train(whole, batch, options);
    // A quarter of a batch, and the sums of the gradients, find room in 12 MiB.
    const memoryLimits = { totalBytes: memory().numBytes + 12 * 2 ** 20 };
    const history = await train(parts, batch, { ...options, memoryLimits });
    expect(expected.epochs[0]).not.toHaveProperty('microBatchSize');
    expect(history.epochs[0]!.microBatchSize).toBeLessThan(8);
    // Sums in another order.
    expectClose(await stateOf(parts), await stateOf(whole), { absolute: 1e-5 });
    expect(history.epochs[1]!.loss).toBeCloseTo(expected.epochs[1]!.loss, 4);
    whole.dispose();
    parts.dispose();
    engine.dispose();
  });

  it('lets batch normalization see the parts: its averages move once for each', async () => {
    const engine = await startBackend('wasm', { threads: 2 });
    const momentum = 0.9;
    const model = gapNet({ input: { height: 76, width: 76 }, classes, seed: 1, batchNormMomentum: momentum });
    const { microBatchSize } = (
      await train(model, repeatedBatch({ size: 76, count: 4, steps: 1 }), {
        optimizer: optimizers.sgd({ learningRate: 0 }),
        epochs: 1,
        memoryLimits: { largestTensorBytes: 4 * 2 * 74 * 74 * 32 }, // The first convolution of two images.
      })
    ).epochs[0]!;
    expect(microBatchSize).toBe(2);
    // The first normalization sees the images: mean 0.5 in each channel, and its average starts at 0.
    const average = await model.network.getLayer('bn1').getWeights()[2]!.data();
    // Uniform numbers over 2 x 76 x 76 pixels: a standard error of 0.003.
    expectClose(average, Array(4).fill(0.5 * (1 - momentum ** 2)), { absolute: 0.01 });
    model.dispose();
    engine.dispose();
  });
});

describe('a full WebAssembly heap', () => {
  it('is an error that names the bytes, and the engine goes on', async () => {
    const engine = await startBackend('wasm', { threads: 1 });
    const held = tensor1d([1, 2, 3]);
    const before = memory().numTensors;
    expect(() => zeros([2 ** 30])).toThrow(
      /^WebAssembly memory is full: 4096.0 MiB requested, all tensors hold .* MiB, the limit is 4096 MiB/,
    );
    expect(memory().numTensors).toBe(before);
    expect([...(await held.data())]).toEqual([1, 2, 3]);
    const sum = tidy(() => held.add(held));
    expect([...(await sum.data())]).toEqual([2, 4, 6]);
    dispose([held, sum]);
    engine.dispose();
  });
});
