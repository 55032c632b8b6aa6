import '@tensorflow/tfjs';
import type { Variable } from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { fit } from '../../src/fit/fit.js';
import { adam } from '../../src/optimizers/adam.js';
import { sgd } from '../../src/optimizers/sgd.js';
import type { TrainingState } from '../../src/state/training-state.js';
import type { Trainable } from '../../src/types.js';
import { linearClassifier, pointBatches, separablePoints } from '../support/linear-classifier.js';

const batches = pointBatches(separablePoints(20), 8);

/** A linear model whose kernel is frozen until epoch 2. */
function thawing() {
  const { kernel, bias, logits, dispose } = linearClassifier({ inputs: 2, classes: 2 });
  let variables: readonly Variable[] = [kernel, bias];
  const epochs: number[] = [];
  const model: Trainable = {
    get variables() {
      return variables;
    },
    state: [kernel, bias],
    logits,
  };
  const beforeEpoch = (epoch: number) => {
    epochs.push(epoch);
    variables = epoch < 2 ? [bias] : [kernel, bias];
  };
  const numbers = async () => [...(await kernel.data()), ...(await bias.data())];
  return { model, kernel, beforeEpoch, epochs, numbers, dispose };
}

test('beforeEpoch can change which variables train', async () => {
  const { model, kernel, beforeEpoch, epochs, dispose } = thawing();
  const optimizer = adam({ learningRate: 0.05 });
  const moved: boolean[] = [];
  await fit(model, batches, {
    optimizer,
    epochs: 4,
    beforeEpoch,
    callbacks: [
      {
        onEpoch: async () => {
          moved.push((await kernel.data()).some((value) => value !== 0));
        },
      },
    ],
  });
  expect(epochs).toEqual([0, 1, 2, 3]);
  expect(moved).toEqual([false, false, true, true]);
  optimizer.dispose();
  dispose();
});

test('a run that unfreezes variables resumes exactly, before and after that epoch', async () => {
  const snapshots: TrainingState[] = [];
  const whole = thawing();
  const optimizer = adam({ learningRate: 0.05 });
  await fit(whole.model, batches, {
    optimizer,
    epochs: 4,
    beforeEpoch: whole.beforeEpoch,
    callbacks: [
      {
        onEpoch: async (_, { snapshot }) => {
          snapshots.push(await snapshot());
        },
      },
    ],
  });
  for (const resumeFrom of snapshots.slice(0, 3)) {
    const resumed = thawing();
    const another = adam({ learningRate: 0.05 });
    await fit(resumed.model, batches, {
      optimizer: another,
      epochs: 4,
      beforeEpoch: resumed.beforeEpoch,
      resumeFrom,
    });
    expect(resumed.epochs[0]).toBe(resumeFrom.epoch - 1);
    expect(await resumed.numbers()).toEqual(await whole.numbers());
    another.dispose();
    resumed.dispose();
  }
  optimizer.dispose();
  whole.dispose();
});

test('a model scales the learning rate of each variable', async () => {
  const { kernel, bias, variables, logits, dispose } = linearClassifier({ inputs: 2, classes: 2 });
  const reference = linearClassifier({ inputs: 2, classes: 2 });
  const points = pointBatches(separablePoints(7), 7);
  const run = (model: Trainable) => fit(model, points, { optimizer: sgd({ learningRate: 0.5 }), epochs: 1 });
  const learningRateScales = new Map<Variable, number>([
    [kernel, 0.5],
    [bias, 0],
  ]);
  await run({ variables, logits, learningRateScales });
  await run(reference);
  expect([...(await bias.data())]).toEqual([0, 0]);
  // From zeros, a step at half the rate is half the step, bit for bit.
  expect([...(await kernel.data())]).toEqual([...(await reference.kernel.data())].map((step) => step / 2));
  dispose();
  reference.dispose();
});
