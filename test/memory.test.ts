import { startBackend } from '@hpa/backend';
import { type Classifier, gapNet, gapNetPl, scratchCnn } from '@hpa/models';
import { adam, sgd, fit as train } from '@hpa/train';
import {
  backend,
  conv2d,
  dispose,
  matMul,
  maxPool,
  mean,
  memory,
  oneHot,
  type Rank,
  randomUniform,
  relu,
  type Tensor2D,
  type Tensor4D,
  tensor1d,
  tidy,
  type Variable,
  variable,
  zeros,
} from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { expectClose } from '../packages/hpa-models/test/support/expect-close.js';

// Memory where the packages meet: @hpa/train keeps @hpa/models within what @hpa/backend can hold.

const classes = [0, 1, 2, 3].map((id) => ({ id, name: `class ${id}` }));

/** The same batch, again and again. */
function repeatedBatch({ size, count, steps }: { size: number; count: number; steps: number }) {
  return {
    sampleCount: count * steps,
    async *batches() {
      for (let step = 0; step < steps; step++) {
        const images = randomUniform([count, size, size, 4], 0, 1, 'float32', 1) as Tensor4D;
        const indices = Array.from({ length: count }, (_, row) => row % 4);
        const labels = tidy(() => oneHot(indices, 4).toFloat() as Tensor2D);
        yield { images, labels, dispose: () => dispose([images, labels]) };
      }
    },
  };
}

const stateOf = async ({ state }: Classifier): Promise<number[]> =>
  (await Promise.all(state.map(async (variable) => [...(await variable.data())]))).flat();

/** Bytes of the WebAssembly heap; 0 on engines without one. */
function heapBytes(): number {
  const { wasm } = backend() as { wasm?: { HEAPU8: Uint8Array } };
  return wasm?.HEAPU8.byteLength ?? 0;
}

describe('a limit on wasm', () => {
  it('splits a batch, with the update of the whole: dropout included', async () => {
    const engine = await startBackend('wasm', { threads: 2 });
    const build = () =>
      scratchCnn({ inputShape: [32, 32, 4], classes, seed: 1, stages: 2, denseUnits: 32, dropout: 0.5 });
    const batch = repeatedBatch({ size: 32, count: 8, steps: 1 });
    const [whole, parts] = [build(), build()];
    const options = { optimizer: sgd({ learningRate: 0.05 }), epochs: 2 };
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
    const model = gapNet({ inputShape: [76, 76, 4], classes, seed: 1, batchNormMomentum: momentum });
    const { microBatchSize } = (
      await train(model, repeatedBatch({ size: 76, count: 4, steps: 1 }), {
        optimizer: sgd({ learningRate: 0 }),
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
      /^WebAssembly's memory is full: 4096.0 MiB were asked for beside the .* MiB of all tensors/,
    );
    expect(memory().numTensors).toBe(before);
    expect([...(await held.data())]).toEqual([1, 2, 3]);
    const sum = tidy(() => held.add(held));
    expect([...(await sum.data())]).toEqual([2, 4, 6]);
    dispose([held, sum]);
    engine.dispose();
  });
});

/** One convolution, for the engines that are slow here: plain JavaScript, and shaders that a CPU runs. */
function tinyNetwork() {
  const filter = tidy(() => variable(randomUniform([3, 3, 4, 2], -1, 1, 'float32', 1)));
  const kernel = tidy(() => variable(randomUniform([2, 4], -1, 1, 'float32', 2)));
  const variables: readonly Variable[] = [filter, kernel];
  return {
    variables,
    logits: (images: Tensor4D) =>
      tidy(() => {
        const maps = maxPool(relu(conv2d(images, filter as Variable<Rank.R4>, 1, 'same')), 2, 2, 'same');
        return matMul(mean<Tensor2D>(maps, [1, 2]), kernel) as Tensor2D;
      }),
    dispose: () => dispose([...variables]),
  };
}

const network = () => gapNetPl({ inputShape: [16, 16, 4], classes, seed: 1 });
const marathons = [
  { engine: 'wasm', name: 'GapNet-PL', size: 16, build: network, optimize: () => adam() },
  // Each operation of Adam is a dispatch of its own on webgpu, which a software driver takes milliseconds for.
  { engine: 'webgpu', name: 'one convolution', size: 4, build: tinyNetwork, optimize: () => sgd() },
  { engine: 'cpu', name: 'one convolution', size: 4, build: tinyNetwork, optimize: () => adam() },
] as const;

describe.each(marathons)('a thousand steps of $name on $engine', ({ engine, size, build, optimize }) => {
  const steps = 1000;
  it('end with the tensors and the memory that the first steps ended with', async (context) => {
    const started = await startBackend(engine, { threads: 1 }).catch((error: Error) => error);
    if (started instanceof Error) return context.skip(started.message);
    const numbers = () => ({
      tensors: memory().numTensors,
      bytes: memory().numBytes,
      buffers: memory().numDataBuffers,
      data: (backend() as unknown as { numDataIds(): number }).numDataIds(),
      heap: heapBytes(),
    });
    const bare = memory().numTensors;
    const model = build();
    const optimizer = optimize();
    const seen: ReturnType<typeof numbers>[] = [];
    await train(model, repeatedBatch({ size, count: 2, steps }), {
      optimizer,
      epochs: 1,
      onBatch: ({ batch }) => {
        if (batch === steps / 10 || batch === steps) seen.push(numbers());
      },
    });
    expect(seen).toHaveLength(2);
    expect(seen[1]).toEqual(seen[0]);
    optimizer.dispose();
    model.dispose();
    expect(memory().numTensors).toBe(bare);
    started.dispose();
    // A busy machine with a software driver is slow.
  }, 300_000);
});
