import { startBackend } from '@hpa/backend';
import { memory } from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { fit } from '../../src/fit/fit.js';
import { adam } from '../../src/optimizers/adam.js';
import { linearClassifier, pointBatches, separablePoints } from '../support/linear-classifier.js';

// The kernels of wasm update weights in place, while averages begin as views of them.

test('averages keep their own numbers beside updates in place', async () => {
  const backend = await startBackend('wasm', { threads: 1 });
  const model = linearClassifier({ inputs: 2, classes: 2 });
  const batches = pointBatches(separablePoints(12), 4);
  const optimizer = adam({ learningRate: 0.1 });
  await fit(model, batches, { optimizer, epochs: 1 });
  const before = memory().numTensors;
  const average = [...(await model.kernel.data())];
  let last: number[] = [];
  await fit(model, batches, {
    optimizer,
    epochs: 2,
    validation: batches,
    restoreBest: false,
    ema: { decay: 0.6 },
    callbacks: [
      {
        onStep: async ({ step }) => {
          last = [...(await model.kernel.data())];
          const rate = 1 - Math.min(0.6, (1 + step) / (10 + step));
          for (const [index, weight] of last.entries()) {
            average[index]! += rate * (weight - average[index]!);
          }
        },
      },
    ],
  });
  const left = [...(await model.kernel.data())];
  expect(left).toEqual(average.map((value) => expect.closeTo(value, 6)));
  expect(left).not.toEqual(last.map((value) => expect.closeTo(value, 3)));
  expect(memory().numTensors).toBe(before);
  // The weights that are left are their own, too: another step changes them and nothing else.
  await fit(model, batches, { optimizer, epochs: 1 });
  expect([...(await model.kernel.data())]).not.toEqual(left);
  optimizer.dispose();
  model.dispose();
  backend.dispose();
});
