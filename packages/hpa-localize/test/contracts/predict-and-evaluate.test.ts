import { startBackend } from '@hpa/backend';
import { batchesFor, createBatches, syntheticCells } from '@hpa/data';
import { evaluate, fitTemperature, fitThresholds } from '@hpa/metrics';
import { gapNetPl } from '@hpa/models';
import { fit, optimizers, predict } from '@hpa/train';
import { afterAll, beforeAll, expect, it } from 'vitest';

const { samples, classes, images } = syntheticCells({ classes: [14, 21], count: 8, seed: 1, size: 32 });
const options = { images, batchSize: 4, seed: 1 };
let backend: Awaited<ReturnType<typeof startBackend>>;
let model: ReturnType<typeof gapNetPl>;

beforeAll(async () => {
  backend = await startBackend('wasm', { threads: 1 });
  model = gapNetPl({ input: { height: 32, width: 32 }, classes, seed: 1 });
});
afterAll(() => {
  model.dispose();
  backend.dispose();
});

it('what predict returns is what evaluate takes, without a cast', async () => {
  const evaluation = evaluate(
    await predict(model, batchesFor(model, samples, options), { task: 'single-label' }),
    {
      classes,
      seed: 1,
    },
  );
  expect(evaluation.n).toBe(8);
});

it('what predict returns of several labels a sample is what fitThresholds, fitTemperature and evaluate take', async () => {
  const task = 'multi-label';
  const several = gapNetPl({ input: { height: 32, width: 32 }, classes, task, seed: 1 });
  const labeled = samples.map((sample, index) => ({
    ...sample,
    labels: [[0], [0, 1], [1], []][index % 4]!,
  }));
  const predictions = await predict(several, batchesFor(several, labeled, options), { task });
  expect(predictions.labels.slice(0, 4)).toEqual([[0], [0, 1], [1], []]);
  const validation = { ...predictions, split: 'validation' } as const;
  const { values: thresholds } = fitThresholds(validation, { method: 'max-f1' });
  const { values } = fitTemperature(validation);
  expect([thresholds.length, values.length]).toEqual([2, 2]);
  expect(evaluate({ ...predictions, thresholds }, { classes, seed: 1 }).n).toBe(8);
  several.dispose();
});

it('predictions of samples without labels are refused by their position', async () => {
  const unlabeled = samples.map((sample, index) => (index === 5 ? { ...sample, labels: [] } : sample));
  const predictions = await predict(model, batchesFor(model, unlabeled, options), {
    task: 'single-label',
  });
  expect(() => evaluate(predictions, { classes, seed: 1 })).toThrow(
    'labels[5] must be an integer in [0, 2); received null: a sample without a label',
  );
});

it('batches with the channels of another network are refused by fit and predict', async () => {
  const channels = ['microtubules', 'protein', 'nucleus', 'er'];
  const wrong = createBatches(samples, {
    ...options,
    input: { ...model.card.input, channels },
    classCount: 2,
  });
  const message = 'batches must have the channels that the model takes, [nucleus, protein, microtubules, er]';
  await expect(fit(model, wrong, { optimizer: optimizers.adam(), epochs: 1 })).rejects.toThrow(message);
  await expect(predict(model, wrong)).rejects.toThrow(message);
});
