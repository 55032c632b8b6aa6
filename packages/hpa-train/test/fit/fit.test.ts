import '@tensorflow/tfjs';
import { add, memory, mul, type Tensor4D, tidy } from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import type { Callback } from '../../src/callbacks/callback.js';
import { earlyStopping } from '../../src/callbacks/early-stopping.js';
import { progress as progressTo } from '../../src/callbacks/progress.js';
import { fit } from '../../src/fit/fit.js';
import type { FitOptions } from '../../src/fit/fit-options.js';
import { predict } from '../../src/fit/predict.js';
import { adam } from '../../src/optimizers/adam.js';
import { sgd } from '../../src/optimizers/sgd.js';
import type { EpochRecord } from '../../src/state/history.js';
import {
  createVariable,
  type LinearClassifier,
  linearClassifier,
  pointBatches,
  separablePoints,
} from '../support/linear-classifier.js';

const points = separablePoints(20);
const batches = pointBatches(points, 8);

/** A metric that returns the given values one after another. */
function scripted(values: readonly number[]): NonNullable<FitOptions['metrics']>[string] {
  let calls = 0;
  return () => values[calls++]!;
}

async function readWeights(model: LinearClassifier): Promise<number[]> {
  return [...(await model.kernel.data()), ...(await model.bias.data())];
}

test('one batch of gradient descent is worked by hand', async () => {
  const model = linearClassifier({ inputs: 1, classes: 2 });
  const source = pointBatches(
    [
      { id: 'a', inputs: [1], label: [1, 0] },
      { id: 'b', inputs: [3], label: [0, 1] },
    ],
    2,
  );
  const history = await fit(model, source, { optimizer: sgd({ learningRate: 1 }), epochs: 1 });
  // softmax - label is -1/2, 1/2 and 1/2, -1/2: kernel gradient (1 * -1/2 + 3 * 1/2) / 2 = 1/2, bias gradient 0.
  expect(await readWeights(model)).toEqual([-0.5, 0.5, 0, 0]);
  const [record] = history.epochs;
  expect(record!.loss).toBeCloseTo(Math.LN2, 6);
  // Equal logits count as class 0.
  expect(record!.accuracy).toBe(0.5);
  expect(history).toMatchObject({ best: { epoch: 1, metric: 'loss' }, stopped: 'completed' });
  model.dispose();
});

test('class weights scale the training loss', async () => {
  const model = linearClassifier({ inputs: 2, classes: 2 });
  const optimizer = sgd({ learningRate: 0 });
  const history = await fit(model, batches, {
    optimizer,
    epochs: 1,
    classWeights: [3, 1],
    validation: batches,
  });
  expect(history.epochs[0]!.loss).toBeCloseTo(2 * Math.LN2, 5);
  expect(history.epochs[0]!.validation!.loss).toBeCloseTo(Math.LN2, 6);
  model.dispose();
});

test('clipNorm scales a longer gradient down to its norm, and leaves a shorter one unchanged', async () => {
  const source = pointBatches([{ id: 'a', inputs: [3, 4], label: [1, 0] }], 1);
  const lengths: number[] = [];
  for (const clipNorm of [0.1, 100]) {
    const model = linearClassifier({ inputs: 2, classes: 2 });
    await fit(model, source, { optimizer: sgd({ learningRate: 1 }), epochs: 1, clipNorm });
    lengths.push(Math.hypot(...(await readWeights(model))));
    model.dispose();
  }
  // Unclipped: residuals -1/2 and 1/2 times inputs (3, 4) and 1, of length sqrt(26) / sqrt(2).
  expect(lengths[0]).toBeCloseTo(0.1, 6);
  expect(lengths[1]).toBeCloseTo(Math.sqrt(13), 5);
});

test('a softmax regression separates two classes', async () => {
  const model = linearClassifier({ inputs: 2, classes: 2 });
  const optimizer = adam({ learningRate: 0.1 });
  const history = await fit(model, batches, { optimizer, epochs: 30, validation: batches });
  expect(history.epochs).toHaveLength(30);
  expect(history.epochs.at(-1)!.validation!.accuracy).toBe(1);
  expect(history.epochs.at(-1)!.loss).toBeLessThan(history.epochs[0]!.loss / 3);
  const { labels, scores } = await predict(model, batches);
  expect(scores.map((row) => (row[1]! > row[0]! ? 1 : 0))).toEqual(labels);
  model.dispose();
  optimizer.dispose();
});

test('every epoch is recorded, with numbers that match the batches', async () => {
  const model = linearClassifier({ inputs: 2, classes: 2 });
  const records: EpochRecord[] = [];
  const progress: Parameters<NonNullable<Callback['onStep']>>[0][] = [];
  const history = await fit(model, batches, {
    optimizer: sgd({ learningRate: 0.5 }),
    epochs: 2,
    schedule: (step, { epoch }) => 0.5 / (epoch + 1) / 2 ** step,
    callbacks: [
      progressTo((state) => void progress.push(state)),
      { onEpoch: (record) => void records.push(record) },
    ],
  });
  expect(history.epochs).toEqual(records);
  expect(records.map((record) => [record.epoch, record.learningRate])).toEqual([
    [1, 0.5 / 4],
    [2, 0.25 / 32],
  ]);
  expect(progress.map(({ learningRate }) => learningRate)).toEqual([
    0.5,
    0.25,
    0.125,
    0.25 / 8,
    0.25 / 16,
    0.25 / 32,
  ]);
  expect(records.every((record) => record.validation === undefined)).toBe(true);
  expect(progress.map(({ epoch, batch, samples }) => [epoch, batch, samples])).toEqual([
    [1, 1, 8],
    [1, 2, 16],
    [1, 3, 20],
    [2, 1, 8],
    [2, 2, 16],
    [2, 3, 20],
  ]);
  const [first, second, third] = progress;
  const mean = (first!.batchLoss * 8 + second!.batchLoss * 8 + third!.batchLoss * 4) / 20;
  expect(records[0]!.loss).toBeCloseTo(mean, 12);
  expect(records[0]!.loss).toBe(third!.loss);
  expect(records[0]!.imagesPerSecond * records[0]!.seconds).toBeCloseTo(20, 9);
  // Steps are counted across epochs, so that dropout masks never repeat.
  expect(model.steps).toEqual([0, 1, 2, 3, 4, 5]);
  model.dispose();
});

test('the state of the best epoch is restored', async () => {
  const model = linearClassifier({ inputs: 2, classes: 2 });
  const seen: number[][] = [];
  const history = await fit(model, batches, {
    optimizer: sgd({ learningRate: 0.5 }),
    epochs: 4,
    validation: batches,
    metrics: { scripted: scripted([0.1, 0.7, 0.7, 0.2]) },
    monitor: { metric: 'scripted', mode: 'max' },
    callbacks: [
      {
        onEpoch: async () => {
          seen.push(await readWeights(model));
        },
      },
    ],
  });
  expect(history.best).toEqual({ epoch: 2, metric: 'scripted', value: 0.7 });
  expect(await readWeights(model)).toEqual(seen[1]);
  expect(seen[3]).not.toEqual(seen[1]);
  model.dispose();
});

test('with restoreBest false the last state is kept', async () => {
  const model = linearClassifier({ inputs: 2, classes: 2 });
  let last: number[] = [];
  await fit(model, batches, {
    optimizer: sgd({ learningRate: 0.5 }),
    epochs: 3,
    validation: batches,
    restoreBest: false,
    metrics: { scripted: scripted([3, 2, 1]) },
    monitor: { metric: 'scripted', mode: 'max' },
    callbacks: [
      {
        onEpoch: async () => {
          last = await readWeights(model);
        },
      },
    ],
  });
  expect(await readWeights(model)).toEqual(last);
  model.dispose();
});

test('statistics that only the forward pass changes are restored too', async () => {
  const linear = linearClassifier({ inputs: 2, classes: 2 });
  const seenImages = createVariable([0]);
  const model = {
    ...linear,
    state: [...linear.variables, seenImages],
    logits(images: Tensor4D, options: { training: boolean; step?: number }) {
      if (options.training) {
        tidy(() => seenImages.assign(add(seenImages, images.shape[0])));
      }
      return linear.logits(images, options);
    },
  };
  await fit(model, batches, {
    optimizer: sgd(),
    epochs: 3,
    validation: batches,
    metrics: { scripted: scripted([1, 2, 3]) },
    monitor: { metric: 'scripted', mode: 'min' },
  });
  expect(Array.from(await seenImages.data())).toEqual([20]);
  linear.dispose();
});

test('early stopping waits for its patience, and the best epoch is the first of equals', async () => {
  const model = linearClassifier({ inputs: 2, classes: 2 });
  const history = await fit(model, batches, {
    optimizer: sgd(),
    epochs: 10,
    validation: batches,
    metrics: { scripted: scripted([0.5, 0.4, 0.4, 0.6, 0.3]) },
    monitor: { metric: 'scripted', mode: 'min' },
    callbacks: [earlyStopping({ metric: 'scripted', mode: 'min', patience: 2 })],
  });
  expect(history).toMatchObject({ stopped: 'early', best: { epoch: 2, value: 0.4 } });
  expect(history.epochs).toHaveLength(4);
  model.dispose();
});

test('a metric that is always NaN has no best epoch and ends by patience', async () => {
  const model = linearClassifier({ inputs: 2, classes: 2 });
  const history = await fit(model, batches, {
    optimizer: sgd(),
    epochs: 10,
    validation: batches,
    metrics: { undefinedHere: () => Number.NaN },
    monitor: { metric: 'undefinedHere', mode: 'max' },
    callbacks: [earlyStopping({ metric: 'undefinedHere', mode: 'max', patience: 3 })],
  });
  expect(history).toMatchObject({ stopped: 'early', best: null });
  expect(history.epochs).toHaveLength(3);
  model.dispose();
});

test('an abort stops after the current batch and restores the best epoch', async () => {
  const model = linearClassifier({ inputs: 2, classes: 2 });
  const controller = new AbortController();
  let afterFirst: number[] = [];
  const history = await fit(model, batches, {
    optimizer: sgd({ learningRate: 0.5 }),
    epochs: 5,
    validation: batches,
    signal: controller.signal,
    callbacks: [
      {
        onStep: ({ epoch, batch }) => {
          if (epoch === 2 && batch === 2) {
            controller.abort();
          }
        },
        onEpoch: async () => {
          afterFirst = await readWeights(model);
        },
      },
    ],
  });
  expect(history).toMatchObject({ stopped: 'aborted', best: { epoch: 1 } });
  expect(history.epochs).toHaveLength(1);
  expect(model.steps).toHaveLength(5);
  expect(await readWeights(model)).toEqual(afterFirst);
  model.dispose();
});

test('a timer can abort, because training yields to the event loop', async () => {
  const model = linearClassifier({ inputs: 2, classes: 2 });
  const controller = new AbortController();
  setTimeout(() => controller.abort(), 5);
  const history = await fit(model, batches, {
    optimizer: sgd(),
    epochs: 1_000_000,
    signal: controller.signal,
  });
  expect(history.stopped).toBe('aborted');
  model.dispose();
});

test('no tensor except the slots outlives training, however it ends', async () => {
  const model = linearClassifier({ inputs: 2, classes: 2 });
  const optimizer = adam();
  await fit(model, batches, { optimizer, epochs: 1 });
  const before = memory().numTensors;
  const validation = batches;

  await fit(model, batches, { optimizer, epochs: 3, validation, clipNorm: 1e-3, classWeights: [1, 2] });
  expect(memory().numTensors).toBe(before);

  const early = [earlyStopping({ metric: 'loss', mode: 'max', patience: 1 })];
  expect((await fit(model, batches, { optimizer, epochs: 9, validation, callbacks: early })).stopped).toBe(
    'early',
  );
  expect(memory().numTensors).toBe(before);

  const controller = new AbortController();
  const { signal } = controller;
  const aborting = [{ onStep: (): void => controller.abort() }];
  const aborted = { optimizer, epochs: 3, validation, signal, callbacks: aborting };
  expect((await fit(model, batches, aborted)).stopped).toBe('aborted');
  expect(memory().numTensors).toBe(before);

  const onEpoch = (): void => {
    throw new Error('the disk is full');
  };
  await expect(
    fit(model, batches, { optimizer, epochs: 3, validation, callbacks: [{ onEpoch }] }),
  ).rejects.toThrow('the disk is full');
  expect(memory().numTensors).toBe(before);

  optimizer.dispose();
  model.dispose();
});

test('an abort during validation leaves no record of the epoch', async () => {
  const model = linearClassifier({ inputs: 2, classes: 2 });
  const controller = new AbortController();
  const validation = {
    sampleCount: batches.sampleCount,
    async *batches(epoch: number) {
      controller.abort();
      yield* batches.batches(epoch);
    },
  };
  const before = memory().numTensors;
  const history = await fit(model, batches, {
    optimizer: sgd(),
    epochs: 2,
    validation,
    signal: controller.signal,
  });
  expect(history).toEqual({ epochs: [], best: null, stopped: 'aborted' });
  expect(memory().numTensors).toBe(before);
  model.dispose();
});

test('frozen variables stay as they are', async () => {
  const linear = linearClassifier({ inputs: 2, classes: 2 });
  const model = { ...linear, variables: [linear.bias], state: linear.variables };
  await fit(model, pointBatches(points.slice(0, 3), 3), { optimizer: sgd({ learningRate: 1 }), epochs: 2 });
  expect(Array.from(await linear.kernel.data())).toEqual([0, 0, 0, 0]);
  expect(Array.from(await linear.bias.data())).not.toEqual([0, 0]);
  linear.dispose();
});

test('the loss of a label distribution is minimal when the scores match it', async () => {
  const model = linearClassifier({ inputs: 1, classes: 2 });
  const source = pointBatches([{ id: 'mixed', inputs: [0], label: [0.25, 0.75] }], 1);
  await fit(model, source, { optimizer: sgd({ learningRate: 2 }), epochs: 60 });
  const odds = tidy(() => mul(model.bias, 1));
  const [first, second] = await odds.data();
  odds.dispose();
  // The logits settle where their difference is ln 3; after sixty steps less than 1e-4 of the way is left.
  expect(second! - first!).toBeCloseTo(Math.log(3), 3);
  model.dispose();
});
