import '@tensorflow/tfjs';
import { memory, tensor1d, tidy } from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { predict } from '../../src/fit/predict.js';
import { linearClassifier, pointBatches } from '../support/linear-classifier.js';

test('scores are the softmax of the logits, and a row of zeros has no label', async () => {
  const model = linearClassifier({ inputs: 1, classes: 2 });
  tidy(() => model.bias.assign(tensor1d([Math.log(3), 0])));
  const source = pointBatches(
    [
      { id: 'a', inputs: [0], label: [0, 1] },
      { id: 'b', inputs: [0], label: [0, 0] },
      { id: 'c', inputs: [0], label: [1, 0] },
    ],
    2,
  );
  const before = memory().numTensors;
  const { ids, labels, scores } = await predict(model, source);
  expect(ids).toEqual(['a', 'b', 'c']);
  expect(labels).toEqual([1, null, 0]);
  for (const row of scores) {
    // The logit is ln 3 rounded to float32.
    expect(row[0]).toBeCloseTo(0.75, 6);
    expect(row[1]).toBeCloseTo(0.25, 6);
  }
  expect(model.steps).toEqual([]);
  expect(memory().numTensors).toBe(before);
  model.dispose();
});

test('rows of scores sum to one for any finite logits', async () => {
  const logit = fc.float({ min: Math.fround(-1e30), max: Math.fround(1e30), noNaN: true });
  await fc.assert(
    fc.asyncProperty(fc.array(logit, { minLength: 2, maxLength: 5 }), async (bias) => {
      const model = linearClassifier({ inputs: 1, classes: bias.length });
      tidy(() => model.bias.assign(tensor1d(bias)));
      const label = bias.map(() => 0);
      const { scores } = await predict(model, pointBatches([{ id: 'a', inputs: [0], label }], 1));
      expect(scores[0]!.reduce((sum, score) => sum + score, 0)).toBeCloseTo(1, 12);
      model.dispose();
    }),
    { numRuns: 50, seed: 1 },
  );
});

test('labels of another width than the logits are refused with both shapes', async () => {
  const model = linearClassifier({ inputs: 1, classes: 3 });
  const before = memory().numTensors;
  await expect(predict(model, pointBatches([{ id: 'a', inputs: [0], label: [1, 0] }], 1))).rejects.toThrow(
    'received labels [1,2] and logits [1,3]',
  );
  expect(memory().numTensors).toBe(before);
  model.dispose();
});

const three = pointBatches(
  ['a', 'b', 'c'].map((id) => ({ id, inputs: [0], label: [1, 0] })),
  2,
);

test('onBatch counts the samples after every batch', async () => {
  const model = linearClassifier({ inputs: 1, classes: 2 });
  const seen: object[] = [];
  await predict(model, three, {
    onBatch: ({ batch, samples, sampleCount }) => seen.push({ batch, samples, sampleCount }),
  });
  expect(seen).toEqual([
    { batch: 1, samples: 2, sampleCount: 3 },
    { batch: 2, samples: 3, sampleCount: 3 },
  ]);
  model.dispose();
});

test('an abort ends the call after the batch with the reason of the signal, and leaves no tensor', async () => {
  const model = linearClassifier({ inputs: 1, classes: 2 });
  const before = memory().numTensors;
  const controller = new AbortController();
  let batchCount = 0;
  const onBatch = (): void => {
    batchCount += 1;
    controller.abort();
  };
  const predicting = predict(model, three, { signal: controller.signal, onBatch });
  await expect(predicting).rejects.toThrow(expect.objectContaining({ name: 'AbortError' }));
  await expect(predict(model, three, { signal: controller.signal, onBatch })).rejects.toThrow('abort');
  expect(batchCount).toBe(1);
  expect(memory().numTensors).toBe(before);
  model.dispose();
});
