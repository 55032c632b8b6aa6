import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { startBackend } from '@hpa/backend';
import {
  add,
  conv2d,
  matMul,
  maxPool,
  memory,
  relu,
  reshape,
  type Tensor2D,
  type Tensor4D,
  tensor,
  tensor2d,
  tensor4d,
  tidy,
  type Variable,
  variable,
} from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { fit } from '../src/fit/fit.js';
import { adam } from '../src/optimizers/adam.js';
import type { Optimizer } from '../src/optimizers/optimizer.js';
import { sgd } from '../src/optimizers/sgd.js';
import type { BatchSource, Trainable } from '../src/types.js';

// On plain JavaScript a step takes seconds; the kernels of this engine are held to it by tests of their own.
await startBackend('wasm');

const goldenPath = fileURLToPath(
  new URL('../../../../shared/goldens/small-networks/scratch-cnn-16x16x3-quick.json', import.meta.url),
);
const present = existsSync(goldenPath);
if (!present) {
  console.warn(`skipped: the golden losses of the scratch CNN are absent, ${goldenPath}`);
}

interface Descent {
  readonly learningRate: number;
  /** Loss before each of five steps, and after the fifth. */
  readonly trainLossBeforeStep0to4andAfterStep5: readonly number[];
}
interface Golden {
  readonly sgd: readonly Descent[];
  readonly adam: Descent;
  readonly weights: readonly { k: number; kind: 'kernel' | 'bias'; shape: number[] }[];
}

/** The counter hash of ../shared/goldens/formula-weights/README.md, in [-0.5, 0.5). */
function hashed(k: number, index: number): number {
  let h = (Math.imul(index + 1, 2654435761) ^ Math.imul(k + 1, 2246822519)) >>> 0;
  h = Math.imul(h ^ (h >>> 15), 2246822519) >>> 0;
  h = Math.imul(h ^ (h >>> 13), 3266489917) >>> 0;
  h = (h ^ (h >>> 16)) >>> 0;
  return h / 4294967296 - 0.5;
}

function formulaVariable({ k, kind, shape }: Golden['weights'][number]): Variable {
  const size = shape.reduce((product, length) => product * length, 1);
  const fanIn = size / shape.at(-1)!;
  const scale = kind === 'kernel' ? Math.sqrt(12) * Math.sqrt(2 / fanIn) : 0.1;
  const values = Float32Array.from({ length: size }, (_, index) => hashed(k, index) * scale);
  return tidy(() => variable(tensor(values, shape)));
}

function scratchCnn(golden: Golden): Trainable {
  const variables = golden.weights.map(formulaVariable);
  const [conv1, bias1, conv2, bias2, dense1, bias3, dense2, bias4] = variables as unknown as [
    Tensor4D,
    Variable,
    Tensor4D,
    Variable,
    Tensor2D,
    Variable,
    Tensor2D,
    Variable,
  ];
  const stage = (input: Tensor4D, kernel: Tensor4D, bias: Variable): Tensor4D =>
    maxPool(relu(add(conv2d(input, kernel, 1, 'same'), bias)) as Tensor4D, 2, 2, 'valid');
  return {
    variables,
    logits: (images) =>
      tidy(() => {
        const maps = stage(stage(images, conv1, bias1), conv2, bias2); // [N, 4, 4, 64]
        const hidden = relu(add(matMul(reshape(maps, [-1, 1024]) as Tensor2D, dense1), bias3)) as Tensor2D;
        return add(matMul(hidden, dense2), bias4) as Tensor2D;
      }),
  };
}

/** The four formula images as one batch, label = index. */
const fourImages: BatchSource = {
  sampleCount: 4,
  async *batches() {
    const size = 16 * 16 * 3;
    const pixels = Float32Array.from(
      { length: 4 * size },
      (_, index) => hashed(1000003 + Math.floor(index / size), index % size) + 0.5,
    );
    const images = tensor4d(pixels, [4, 16, 16, 3]);
    const labels = tensor2d(
      [0, 1, 2, 3].flatMap((label) => [0, 1, 2, 3].map((c) => (c === label ? 1 : 0))),
      [4, 4],
    );
    yield {
      images,
      labels,
      dispose() {
        images.dispose();
        labels.dispose();
      },
    };
  },
};

describe.skipIf(!present)('five full-batch steps of the scratch CNN', () => {
  const golden = (present ? JSON.parse(readFileSync(goldenPath, 'utf8')) : {}) as Golden;
  const cases: readonly (readonly [string, () => Descent, (learningRate: number) => Optimizer])[] = [
    ['gradient descent', () => golden.sgd[1]!, (learningRate) => sgd({ learningRate })],
    ['Adam', () => golden.adam, (learningRate) => adam({ learningRate })],
  ];

  test.each(cases)(
    '%s gives the losses of the independent implementation',
    async (_name, descent, createOptimizer) => {
      const { learningRate, trainLossBeforeStep0to4andAfterStep5: expected } = descent();
      const model = scratchCnn(golden);
      const optimizer = createOptimizer(learningRate);
      const before = memory().numTensors;
      const { epochs } = await fit(model, fourImages, {
        optimizer,
        epochs: 5,
        validation: fourImages,
        restoreBest: false,
      });
      optimizer.dispose();
      expect(memory().numTensors).toBe(before);

      const losses = [...epochs.map((record) => record.loss), epochs.at(-1)!.validation!.loss];
      for (const [index, loss] of expected.entries()) {
        // The README of the goldens: float32 is within 5e-6; other kernels may sum in another order.
        expect(Math.abs(losses[index]! - loss)).toBeLessThan(1e-4 + 5e-3 * loss);
      }
      for (const variable of model.variables) {
        variable.dispose();
      }
    },
  );
});
