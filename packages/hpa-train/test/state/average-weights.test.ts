import '@tensorflow/tfjs';
import { add, memory, type Tensor4D, tidy, type Variable } from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { fit } from '../../src/fit/fit.js';
import { adam } from '../../src/optimizers/adam.js';
import { sgd } from '../../src/optimizers/sgd.js';
import { averageWeights } from '../../src/state/average-weights.js';
import type { TrainingState } from '../../src/state/training-state.js';
import type { Trainable } from '../../src/types.js';
import {
  createVariable,
  linearClassifier,
  pointBatches,
  separablePoints,
} from '../support/linear-classifier.js';

const numberIn = async (variable: Variable) => (await variable.data())[0]!;

test('the decay grows from 2 / 11 to its limit', async () => {
  const weight = createVariable([1]);
  const averages = averageWeights([weight], { decay: 0.2 });
  const follow = async (value: number, step: number) => {
    tidy(() => weight.assign(add(weight, value - 1)));
    averages.update(step);
    tidy(() => weight.assign(add(weight, 1 - value)));
    return numberIn(averages.variables[0]!);
  };
  // 2 / 11 of 1 and 9 / 11 of 12 is 10; then 3 / 12 is more than 0.2: 0.2 of 10 and 0.8 of 5 is 6.
  expect(await follow(12, 0)).toBeCloseTo(10, 5);
  expect(await follow(5, 1)).toBeCloseTo(6, 5);
  averages.dispose();
  weight.dispose();
});

test('what does not change keeps its value to the bit, and nothing leaks', async () => {
  const frozen = createVariable([0.1]);
  const before = memory().numTensors;
  const averages = averageWeights([frozen], { decay: 0.999 });
  for (let step = 0; step < 100; step++) {
    averages.update(step);
  }
  expect(await numberIn(averages.variables[0]!)).toBe(Math.fround(0.1));
  averages.dispose();
  expect(memory().numTensors).toBe(before);
  frozen.dispose();
});

test('variables have their averages for as long as something uses them', async () => {
  const weight = createVariable([0]);
  const averages = averageWeights([weight], { decay: 0.5 });
  tidy(() => weight.assign(add(weight, 11)));
  averages.update(0);
  const before = memory().numTensors;
  expect(await averages.whileAssigned(() => numberIn(weight))).toBeCloseTo(9, 5);
  expect(await numberIn(weight)).toBe(11);
  const failing = averages.whileAssigned(async () => {
    throw new Error('no');
  });
  await expect(failing).rejects.toThrow('no');
  expect(await numberIn(weight)).toBe(11);
  expect(memory().numTensors).toBe(before);
  averages.assign();
  expect(await numberIn(weight)).toBeCloseTo(9, 5);
  averages.dispose();
  weight.dispose();
});

const batches = pointBatches(separablePoints(12), 4);

/** The averages of the weights after each step, computed on the host from the weights themselves. */
async function followed(decay: number) {
  const model = linearClassifier({ inputs: 2, classes: 2 });
  const average = [0, 0, 0, 0];
  const seen: number[][] = [];
  await fit(model, batches, {
    optimizer: sgd({ learningRate: 0.5 }),
    epochs: 3,
    callbacks: [
      {
        onStep: async ({ step }) => {
          const weights = [...(await model.kernel.data())];
          const rate = 1 - Math.min(decay, (1 + step) / (10 + step));
          for (const [index, weight] of weights.entries()) {
            average[index]! += rate * (weight - average[index]!);
          }
          seen.push([...average]);
        },
      },
    ],
  });
  model.dispose();
  return seen;
}

test('validation, the best epoch and the model that is left have the averages, training the weights', async () => {
  const expected = await followed(0.4);
  const model = linearClassifier({ inputs: 2, classes: 2 });
  const scored: number[][] = [];
  const watched: Trainable = {
    variables: model.variables,
    logits(images: Tensor4D, options) {
      if (!options.training) {
        scored.push([...model.kernel.dataSync()]);
      }
      return model.logits(images, options);
    },
  };
  const closeTo = (values: readonly number[]) => values.map((value) => expect.closeTo(value, 5));
  const states: TrainingState[] = [];
  const values = [1, 3, 2];
  const before = memory().numTensors;
  const options = {
    optimizer: sgd({ learningRate: 0.5 }),
    epochs: 3,
    validation: batches,
    ema: { decay: 0.4 },
    metrics: { scripted: () => values.shift()! },
    monitor: { metric: 'scripted', mode: 'max' } as const,
    callbacks: [
      {
        onEpoch: async (_: unknown, { snapshot }: { snapshot(): Promise<TrainingState> }) => {
          states.push(await snapshot());
        },
      },
    ],
  };
  await fit(watched, batches, options);
  // Three batches an epoch, in training as in validation.
  expect([scored[0], scored[3], scored[6]]).toEqual([2, 5, 8].map((step) => closeTo(expected[step]!)));
  expect([...(await model.kernel.data())]).toEqual(closeTo(expected[5]!));
  expect([...states[2]!.averages!.weights[0]!.data]).toEqual(closeTo(expected[8]!));
  expect([...states[2]!.weights[0]!.data]).not.toEqual(closeTo(expected[8]!));
  expect(memory().numTensors).toBe(before);
  model.dispose();

  const last = linearClassifier({ inputs: 2, classes: 2 });
  const { monitor: _m, metrics: _s, callbacks: _c, ...rest } = options;
  await fit(last, batches, { ...rest, restoreBest: false });
  expect([...(await last.kernel.data())]).toEqual(closeTo(expected[8]!));
  last.dispose();
});

test('averages of a moving statistic are left too, and no tensor but slots, however training ends', async () => {
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
  const optimizer = adam();
  await fit(model, batches, { optimizer, epochs: 1 });
  tidy(() => seenImages.assign(add(seenImages, -12)));
  const before = memory().numTensors;
  // After one, two and three batches of four images: 9/11, 9/12 and 9/13 of the way to 4, 8 and 12.
  await fit(model, batches, { optimizer, epochs: 1, ema: { decay: 0.9 } });
  const first = (9 / 11) * 4;
  const second = first + (9 / 12) * (8 - first);
  expect(await numberIn(seenImages)).toBeCloseTo(second + (9 / 13) * (12 - second), 4);
  const failing = fit(model, batches, {
    optimizer,
    epochs: 2,
    ema: { decay: 0.9 },
    validation: batches,
    metrics: {
      broken: () => {
        throw new Error('no metric');
      },
    },
  });
  await expect(failing).rejects.toThrow('no metric');
  expect(memory().numTensors).toBe(before);
  seenImages.dispose();
  linear.dispose();
  optimizer.dispose();
});

test('a decay that is none is refused', async () => {
  const model = linearClassifier({ inputs: 2, classes: 2 });
  const refused = async (ema: object, message: string) => {
    const options = { optimizer: sgd(), epochs: 1, ema: ema as { decay: number } };
    await expect(fit(model, batches, options)).rejects.toThrow(message);
  };
  await refused({ decay: 1 }, 'ema.decay must be in [0, 1); received 1');
  await refused({}, 'ema.decay must be in [0, 1); received undefined');
  await refused({ decay: 0.9, power: 2 }, 'ema has no member power; it has decay');
  await refused(0.9 as never, 'ema must be an object with members of decay; received 0.9');
  model.dispose();
});
