import '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import { callbacks } from '../../src/index.js';
import type { TrainingState } from '../../src/state/training-state.js';
import { trainALittle } from '../support/train-a-little.js';

test('progress tells of every step', async () => {
  const told: (readonly number[])[] = [];
  await trainALittle([
    callbacks.progress(({ epoch, epochs, batch, step, samples, sampleCount }) => {
      told.push([epoch, epochs, batch, step, samples, sampleCount]);
    }),
  ]);
  expect(told).toHaveLength(10);
  expect(told[0]).toEqual([1, 2, 1, 1, 4, 20]);
  expect(told[6]).toEqual([2, 2, 2, 7, 8, 20]);
  expect(() => callbacks.progress(undefined as never)).toThrow('listener must be a function');
  expect(() => callbacks.progress('loss' as never)).toThrow("listener must be a function; received 'loss'");
});

const SCRIPT = [0.5, 0.4, 0.4, 0.6, 0.3];
const scripted = () => {
  let epoch = 0;
  return () => SCRIPT[epoch++]!;
};

test('early stopping waits for its patience, and a resumed run stops where an uninterrupted one does', async () => {
  const stopping = callbacks.earlyStopping({ metric: 'scripted', mode: 'min', patience: 2 });
  const states: TrainingState[] = [];
  const whole = await trainALittle(
    [
      stopping,
      {
        onEpoch: async (_, { snapshot }) => {
          states.push(await snapshot());
        },
      },
    ],
    { epochs: 5, metrics: { scripted: scripted() } },
  );
  expect([whole.stopped, whole.epochs.length]).toEqual(['early', 4]);
  const again = await trainALittle([stopping], {
    epochs: 5,
    metrics: { scripted: scripted() },
    resumeFrom: states[3]!,
  });
  expect([again.stopped, again.epochs.length]).toEqual(['early', 4]);
  const last = await trainALittle(
    [callbacks.earlyStopping({ metric: 'scripted', mode: 'min', patience: 2 })],
    {
      epochs: 4,
      metrics: { scripted: scripted() },
    },
  );
  // There is nothing left to stop.
  expect(last.stopped).toBe('completed');
});

test('early stopping by a metric that the run has not is refused before the first batch', async () => {
  let steps = 0;
  const counter = callbacks.progress(() => {
    steps += 1;
  });
  const stopping = callbacks.earlyStopping({ metric: 'macroF1', mode: 'max', patience: 2 });
  await expect(trainALittle([counter, stopping])).rejects.toThrow(
    'earlyStopping.onStart: metric must be one of loss, accuracy; received macroF1',
  );
  expect(steps).toBe(0);
  const options = { metric: 'loss', mode: 'min', patience: 1 } as const;
  expect(() => callbacks.earlyStopping({ ...options, patience: 0 })).toThrow('patience must be a positive');
  expect(() => callbacks.earlyStopping({ ...options, mode: 'lowest' as never })).toThrow(
    "mode must be 'min' or 'max'; received lowest",
  );
});

test('a time budget stops after the step in which it ends, and the history says so', async () => {
  let steps = 0;
  const slow = {
    onStep: async () => {
      steps += 1;
      await new Promise((resolve) => setTimeout(resolve, steps === 7 ? 300 : 0));
    },
  };
  const history = await trainALittle([slow, callbacks.timeBudget({ seconds: 0.3 })]);
  expect(history.stopped).toBe('time');
  expect(steps).toBeLessThanOrEqual(7);
  expect(() => callbacks.timeBudget({ seconds: 0 })).toThrow('seconds must be above 0');
});
