import '@tensorflow/tfjs';
import { add, memory, mul, type Tensor4D, tidy, type Variable } from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { fit } from '../../src/fit/fit.js';
import type { FitOptions } from '../../src/fit/fit-options.js';
import { adam } from '../../src/optimizers/adam.js';
import { adamw } from '../../src/optimizers/adamw.js';
import type { Optimizer } from '../../src/optimizers/optimizer.js';
import { rmsprop } from '../../src/optimizers/rmsprop.js';
import { sgd } from '../../src/optimizers/sgd.js';
import type { History } from '../../src/state/history.js';
import type { TrainingState } from '../../src/state/training-state.js';
import type { Trainable } from '../../src/types.js';
import {
  createVariable,
  linearClassifier,
  pointBatches,
  separablePoints,
} from '../support/linear-classifier.js';

const batches = pointBatches(separablePoints(20), 8);

interface Statistician extends Trainable {
  readonly state: readonly Variable[];
  dispose(): void;
}

/** A linear model that is hard to resume: it has noise that depends on the step, and a statistic that training changes. */
function statistician(): Statistician {
  const linear = linearClassifier({ inputs: 2, classes: 2 });
  const average = createVariable([0]);
  return {
    variables: linear.variables,
    state: [...linear.variables, average],
    logits(images, { training, step = 0 }) {
      return tidy(() => {
        if (training) {
          average.assign(add(mul(average, 0.9), 0.1 * step));
        }
        const gain = training ? 1 + 0.25 * Math.sin(step) : 1;
        const shifted = add(mul(images, gain), mul(average, 0.01)) as Tensor4D;
        return linear.logits(shifted, { training, step });
      });
    },
    dispose() {
      average.dispose();
      linear.dispose();
    },
  };
}

async function stateNumbers(model: Statistician): Promise<number[][]> {
  return Promise.all(model.state.map(async (variable) => Array.from(await variable.data())));
}

/** A history without its timings, the only part in which two runs differ. */
function timeless({ epochs, ...rest }: History): unknown {
  return { ...rest, epochs: epochs.map(({ seconds: _s, imagesPerSecond: _i, ...record }) => record) };
}

const optimizers: Readonly<Record<string, () => Optimizer>> = {
  adam: () => adam({ learningRate: 0.05 }),
  adamw: () => adamw({ learningRate: 0.05, weightDecay: 0.1 }),
  'sgd with Nesterov momentum and decay': () =>
    sgd({ learningRate: 0.1, momentum: 0.9, nesterov: true, decay: 0.01 }),
  'rmsprop with momentum': () => rmsprop({ learningRate: 0.02, momentum: 0.5 }),
};

test.each(Object.keys(optimizers))(
  'a resumed run gives the numbers of an uninterrupted one bit for bit: %s',
  async (name) => {
    const options = {
      epochs: 6,
      validation: batches,
      clipNorm: 0.5,
      schedule: (step: number) => 0.1 / (1 + step),
      // The same in every epoch, so the first stays the best, which is before the interruption.
      metrics: { constant: ({ scores }: { scores: readonly unknown[] }) => scores.length },
      monitor: { metric: 'constant', mode: 'max' },
    } satisfies Omit<FitOptions, 'optimizer'>;

    const whole = { model: statistician(), optimizer: optimizers[name]!() };
    const states: TrainingState[] = [];
    const wholeHistory = await fit(whole.model, batches, {
      ...options,
      optimizer: whole.optimizer,
      callbacks: [
        {
          onEpoch: async (_record, { snapshot }) => {
            states.push(await snapshot());
          },
        },
      ],
    });

    const resumed = { model: statistician(), optimizer: optimizers[name]!() };
    const laterStates: TrainingState[] = [];
    const resumedHistory = await fit(resumed.model, batches, {
      ...options,
      optimizer: resumed.optimizer,
      resumeFrom: states[2]!,
      callbacks: [
        {
          onEpoch: async (_record, { snapshot }) => {
            laterStates.push(await snapshot());
          },
        },
      ],
    });

    expect(laterStates).toHaveLength(3);
    expect(timeless(resumedHistory)).toEqual(timeless(wholeHistory));
    expect(await stateNumbers(resumed.model)).toEqual(await stateNumbers(whole.model));
    const [last, laterLast] = [states[5]!, laterStates[2]!];
    expect(laterLast.weights.map((tensor) => tensor.data)).toEqual(last.weights.map((tensor) => tensor.data));
    expect(laterLast.optimizer.slots.map((tensor) => tensor.data)).toEqual(
      last.optimizer.slots.map(({ data }) => data),
    );
    expect(laterLast.bestWeights!.map((tensor) => tensor.data)).toEqual(
      last.bestWeights!.map(({ data }) => data),
    );
    expect([laterLast.step, laterLast.epoch]).toEqual([last.step, last.epoch]);
    // Training does not change the snapshot that it resumed from.
    expect(states[2]!.weights[0]!.data).not.toEqual(last.weights[0]!.data);

    for (const { model, optimizer } of [whole, resumed]) {
      model.dispose();
      optimizer.dispose();
    }
  },
);

test('resuming a finished run trains nothing and restores its best epoch', async () => {
  const model = statistician();
  const optimizer = sgd();
  let state: TrainingState | undefined;
  await fit(model, batches, {
    optimizer,
    epochs: 2,
    validation: batches,
    monitor: { metric: 'loss', mode: 'max' },
    callbacks: [
      {
        onEpoch: async (_record, { snapshot }) => {
          state = await snapshot();
        },
      },
    ],
  });
  const best = await stateNumbers(model);
  const again = statistician();
  const history = await fit(again, batches, {
    optimizer: sgd(),
    epochs: 2,
    validation: batches,
    monitor: { metric: 'loss', mode: 'max' },
    resumeFrom: state!,
  });
  expect(history).toMatchObject({ stopped: 'completed', best: { epoch: 1 } });
  expect(history.epochs).toHaveLength(2);
  expect(await stateNumbers(again)).toEqual(best);
  model.dispose();
  again.dispose();
});

test('a snapshot is refused once training has continued, and one that is not awaited is complete', async () => {
  const model = statistician();
  let late: (() => Promise<TrainingState>) | undefined;
  const pending: Promise<TrainingState>[] = [];
  const before = memory().numTensors;
  await fit(model, batches, {
    optimizer: sgd({ learningRate: 1 }),
    epochs: 2,
    callbacks: [
      {
        onEpoch: (_record, { snapshot }) => {
          late ??= snapshot;
          pending.push(snapshot());
        },
      },
    ],
  });
  expect(memory().numTensors).toBe(before);
  await expect(late!()).rejects.toThrow('snapshot() must be called before the callback is done');
  const [first, second] = await Promise.all(pending);
  expect([first!.epoch, first!.step, first!.history.length]).toEqual([1, 3, 1]);
  expect([second!.epoch, second!.step, second!.history.length]).toEqual([2, 6, 2]);
  expect(first!.weights[0]!.data).not.toEqual(second!.weights[0]!.data);
  model.dispose();
});

test('a state of another optimizer, monitor or shape is refused', async () => {
  const model = statistician();
  const taken: TrainingState[] = [];
  await fit(model, batches, {
    optimizer: adam(),
    epochs: 1,
    callbacks: [
      {
        onEpoch: async (_record, { snapshot }) => {
          taken.push(await snapshot());
        },
      },
    ],
  });
  const resumeFrom = taken[0]!;
  const options = { epochs: 2, resumeFrom };
  await expect(fit(model, batches, { ...options, optimizer: sgd() })).rejects.toThrow(
    'the saved state must be of the optimizer sgd(decay 0, momentum 0, nesterov false); received that of adam(beta1 0.9, beta2 0.999, epsilon 1e-7)',
  );
  await expect(fit(model, batches, { ...options, optimizer: adam({ beta1: 0.8 }) })).rejects.toThrow(
    'beta1 0.8',
  );
  await expect(
    fit(model, batches, { ...options, optimizer: adam(), monitor: { metric: 'accuracy', mode: 'max' } }),
  ).rejects.toThrow('resumeFrom must have chosen its best epoch by accuracy; received one chosen by loss');
  await expect(fit(model, batches, { ...options, optimizer: adam(), validation: batches })).rejects.toThrow(
    'resumeFrom must hold the best weights if restoreBest is true',
  );
  const wider = linearClassifier({ inputs: 3, classes: 2 });
  await expect(fit(wider, batches, { ...options, optimizer: adam() })).rejects.toThrow(
    /must have the shape \[3,2\] of .*received \[2,2\]/,
  );
  await expect(
    fit({ ...model, state: model.variables }, batches, { ...options, optimizer: adam() }),
  ).rejects.toThrow('received 3 for 2');
  wider.dispose();
  model.dispose();
});
