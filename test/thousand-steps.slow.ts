import { startBackend } from '@hpa/backend';
import { gapNetPl } from '@hpa/models';
import { optimizers, fit as train } from '@hpa/train';
import {
  backend,
  conv2d,
  dispose,
  matMul,
  maxPool,
  mean,
  memory,
  type Rank,
  randomUniform,
  relu,
  type Tensor2D,
  type Tensor4D,
  tidy,
  type Variable,
  variable,
} from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { repeatedBatch } from './support/repeated-batch.js';

// What training leaves behind on each engine: nothing.

const classes = [0, 1, 2, 3].map((id) => ({ id, name: `class ${id}` }));

/** Bytes of the WebAssembly heap; 0 on engines without one. */
function heapBytes(): number {
  const { wasm } = backend() as { wasm?: { HEAPU8: Uint8Array } };
  return wasm?.HEAPU8.byteLength ?? 0;
}

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

const network = () => gapNetPl({ input: { height: 16, width: 16 }, classes, seed: 1 });
const marathons = [
  { engine: 'wasm', name: 'GapNet-PL', size: 16, build: network, optimize: () => optimizers.adam() },
  // Each operation of Adam is a dispatch of its own on webgpu, which a software driver takes milliseconds for.
  {
    engine: 'webgpu',
    name: 'one convolution',
    size: 4,
    build: tinyNetwork,
    optimize: () => optimizers.sgd(),
  },
  { engine: 'cpu', name: 'one convolution', size: 4, build: tinyNetwork, optimize: () => optimizers.adam() },
] as const;

describe.each(marathons)('a thousand steps of $name on $engine', ({ engine, size, build, optimize }) => {
  const steps = 1000;
  it('end with the tensors and the memory that the first steps ended with', async (context) => {
    const started = await startBackend(engine, { threads: 1 }).catch((error: Error) => error);
    if (started instanceof Error) {
      return context.skip(started.message);
    }
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
      callbacks: [
        {
          onStep: ({ batch }) => {
            if (batch === steps / 10 || batch === steps) {
              seen.push(numbers());
            }
          },
        },
      ],
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
