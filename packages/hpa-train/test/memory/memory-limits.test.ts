import '@tensorflow/tfjs';
import { memory } from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { fit } from '../../src/fit/fit.js';
import { predict } from '../../src/fit/predict.js';
import { estimateTrainingMemory } from '../../src/memory/estimate-training-memory.js';
import { sgd } from '../../src/optimizers/sgd.js';
import type { TrainingState } from '../../src/state/training-state.js';
import {
  type LinearClassifier,
  linearClassifier,
  pointBatches,
  separablePoints,
} from '../support/linear-classifier.js';

const batches = pointBatches(separablePoints(20), 8);
const readNumbers = async ({ variables }: LinearClassifier): Promise<number[]> =>
  (await Promise.all(variables.map(async (variable) => [...(await variable.data())]))).flat();

/** A limit of that many bytes more than are held now, at which some batches of eight images of two numbers are split. */
const tight = (extra: number) => ({ totalBytes: memory().numBytes + extra });

test('a batch past the limit is split, and the update is that of the whole batch', async () => {
  const options = { epochs: 3, classWeights: [1, 3], clipNorm: 0.4, validation: batches };
  const whole = linearClassifier({ inputs: 2, classes: 2 });
  const wholeHistory = await fit(whole, batches, { ...options, optimizer: sgd({ learningRate: 0.3 }) });

  const parts = linearClassifier({ inputs: 2, classes: 2 });
  const calls: (number | undefined)[] = [];
  const counted = {
    ...parts,
    logits: (...[images, call]: Parameters<typeof parts.logits>) => {
      if (call.training) {
        calls.push((call as { firstImage?: number }).firstImage);
      }
      return parts.logits(images, call);
    },
  };
  const before = memory().numTensors;
  const history = await fit(counted, batches, {
    ...options,
    optimizer: sgd({ learningRate: 0.3 }),
    memoryLimits: tight(460),
  });
  expect(memory().numTensors).toBe(before);

  const { microBatchSize } = history.epochs[0]!;
  expect(microBatchSize).toBeGreaterThanOrEqual(1);
  expect(microBatchSize).toBeLessThan(8);
  expect(calls.some((firstImage) => (firstImage ?? 0) > 0)).toBe(true);
  // Sums of a few float32 products in another order: a few units in the last place, over nine steps.
  for (const [index, value] of (await readNumbers(whole)).entries()) {
    expect((await readNumbers(parts))[index]).toBeCloseTo(value, 5);
  }
  for (const [index, { loss, accuracy, validation }] of wholeHistory.epochs.entries()) {
    const split = history.epochs[index]!;
    expect(split.loss).toBeCloseTo(loss, 5);
    expect(split.accuracy).toBe(accuracy);
    expect(split.validation!.loss).toBeCloseTo(validation!.loss, 5);
  }
  expect(wholeHistory.epochs[0]).not.toHaveProperty('microBatchSize');
  whole.dispose();
  parts.dispose();
});

test('a generous limit splits nothing', async () => {
  const model = linearClassifier({ inputs: 2, classes: 2 });
  const { epochs } = await fit(model, batches, {
    optimizer: sgd(),
    epochs: 1,
    memoryLimits: { totalBytes: 2 ** 30, largestTensorBytes: 2 ** 20 },
  });
  expect(epochs[0]).not.toHaveProperty('microBatchSize');
  model.dispose();
});

test('a limit on one tensor splits as well', async () => {
  const model = linearClassifier({ inputs: 2, classes: 2 });
  const { epochs } = await fit(model, batches, {
    optimizer: sgd(),
    epochs: 1,
    // Eight bytes per image: three images per tensor.
    memoryLimits: { largestTensorBytes: 31 },
  });
  expect(epochs[0]!.microBatchSize).toBe(3);
  model.dispose();
});

test('a resumed run splits as it did before, even if more would fit now', async () => {
  const states: TrainingState[] = [];
  const model = linearClassifier({ inputs: 2, classes: 2 });
  const whole = await fit(model, batches, {
    optimizer: sgd({ learningRate: 0.3 }),
    epochs: 2,
    memoryLimits: { largestTensorBytes: 31 },
    callbacks: [
      {
        onEpoch: async (_record, { snapshot }) => {
          states.push(await snapshot());
        },
      },
    ],
  });
  expect(states[0]!.microBatches).toMatchObject({ 'training,2,1,1,2': { whole: 3, part: 3 } });
  // Checkpoints of version 1 tell it by the records of their epochs alone.
  const { microBatches: _, ...versionOne } = states[0]!;
  for (const resumeFrom of [states[0]!, versionOne]) {
    const resumed = linearClassifier({ inputs: 2, classes: 2 });
    const history = await fit(resumed, batches, {
      optimizer: sgd({ learningRate: 0.3 }),
      epochs: 2,
      memoryLimits: { totalBytes: 2 ** 30 },
      resumeFrom,
    });
    expect(history.epochs[1]!.microBatchSize).toBe(3);
    expect(history.epochs[1]!.loss).toBe(whole.epochs[1]!.loss);
    expect(await readNumbers(resumed)).toEqual(await readNumbers(model));
    resumed.dispose();
  }
  model.dispose();
});

test('predictions in parts are those of the whole batch', async () => {
  const model = linearClassifier({ inputs: 2, classes: 2 });
  await fit(model, batches, { optimizer: sgd({ learningRate: 1 }), epochs: 2 });
  const before = memory().numTensors;
  const sizes: number[] = [];
  const counted = {
    ...model,
    logits: (...[images, call]: Parameters<typeof model.logits>) => {
      sizes.push(images.shape[0]);
      return model.logits(images, call);
    },
  };
  const parts = await predict(counted, batches, { memoryLimits: { largestTensorBytes: 31 } });
  expect(memory().numTensors).toBe(before);
  expect(sizes).toEqual([1, 2, 3, 3, 2, 3, 3, 2, 2, 2]); // two to estimate, then 8 + 8 + 4 images
  expect(parts).toEqual(await predict(model, batches));
  model.dispose();
});

test('if not even one image fits, the error names the bytes and a size that would fit', async () => {
  const model = linearClassifier({ inputs: 2, classes: 2 });
  const options = { optimizer: sgd(), epochs: 1 };
  const before = memory().numTensors;
  await expect(fit(model, batches, { ...options, memoryLimits: { largestTensorBytes: 7 } })).rejects.toThrow(
    /^training on one image of 1x1x2 makes a tensor of .* MiB, and the limit of the engine is .* MiB; /,
  );
  await expect(fit(model, batches, { ...options, memoryLimits: tight(100) })).rejects.toThrow(
    /^training on one image of 1x1x2 takes .* MiB in addition to .* MiB held by tensors, and the limit is /,
  );
  await expect(predict(model, batches, { memoryLimits: tight(66) })).rejects.toThrow(
    /^inference on one image/,
  );
  expect(memory().numTensors).toBe(before);
  await expect(fit(model, batches, { ...options, memoryLimits: { totalBytes: -1 } })).rejects.toThrow(
    'memoryLimits.totalBytes must be above 0; received -1',
  );
  model.dispose();
});

test('if a batch cannot be split, the error names a size that fits whole', async () => {
  const model = linearClassifier({ inputs: 2, classes: 2 });
  const estimate = estimateTrainingMemory(model, { inputShape: [1, 1, 2] });
  // Batches of eight: 128 bytes of images and labels are held as well when memory is estimated.
  const memoryLimits = tight(128 + 8 + estimate.peakBytes(1));
  await expect(fit(model, batches, { optimizer: sgd(), epochs: 1, memoryLimits })).rejects.toThrow(
    /^training on 8 images of 1x1x2 does not fit in .* not even one image fits .*; batches of \d would fit$/,
  );
  model.dispose();
});
