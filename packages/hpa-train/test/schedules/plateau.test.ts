import fc from 'fast-check';
import { expect, test } from 'vitest';
import { plateau } from '../../src/schedules/plateau.js';
import type { Schedule } from '../../src/schedules/schedule.js';
import type { EpochRecord } from '../../src/state/history.js';
import { lossGoldens } from '../support/golden-losses.js';

const history = (values: readonly number[]): EpochRecord[] =>
  values.map((value, index) => ({
    epoch: index + 1,
    loss: 1,
    accuracy: 0,
    validation: { loss: 1, accuracy: 0, macroF1: value },
    learningRate: 0,
    seconds: 0,
    imagesPerSecond: 0,
  }));
/** The rate after the epochs of a history. */
const rateAfter = (schedule: Schedule, records: readonly EpochRecord[]): number =>
  schedule(10 * records.length, { epoch: records.length, history: records });
const halved = { learningRate: 1, factor: 0.5, metric: 'macroF1', mode: 'max' } as const;

test('the rate falls after as many epochs without improvement as the patience says, and then waits anew', () => {
  const schedule = plateau({ ...halved, patience: 2 });
  const values = [0.5, 0.5, 0.4, 0.3, 0.5, 0.6, 0.6, 0.6];
  const rates = Array.from({ length: values.length + 1 }, (_, epoch) =>
    rateAfter(schedule, history(values.slice(0, epoch))),
  );
  expect(rates).toEqual([1, 1, 1, 0.5, 0.5, 0.25, 0.25, 0.25, 0.125]);
});

test('NaN does not improve, not even on nothing', () => {
  const schedule = plateau({ ...halved, patience: 2 });
  expect(rateAfter(schedule, history([Number.NaN, Number.NaN]))).toBe(0.5);
  expect(rateAfter(schedule, history([Number.NaN, 0.1, Number.NaN]))).toBe(1);
});

test('the rate does not fall below its minimum, and is never raised to it', () => {
  const values = history([1, 1, 1, 1, 1]);
  expect(rateAfter(plateau({ ...halved, patience: 1, minimum: 0.2 }), values)).toBe(0.2);
  expect(rateAfter(plateau({ ...halved, learningRate: 0.1, patience: 1, minimum: 0.2 }), values)).toBe(0.1);
});

test('without validation it follows training', () => {
  const training = history([0, 0]).map(({ validation: _, ...record }) => record);
  expect(rateAfter(plateau({ ...halved, metric: 'loss', mode: 'min', patience: 1 }), training)).toBe(0.5);
});

test.each(lossGoldens.plateaus)('rates are those of PyTorch: $options', ({ options, values, rates }) => {
  const schedule = plateau({ ...options, metric: 'macroF1' });
  for (const [epoch, rate] of rates.entries()) {
    // The goldens have ten digits.
    expect(rateAfter(schedule, history(values.slice(0, epoch)))).toBeCloseTo(rate, 10);
  }
});

test('the rate never rises, and a metric that always improves leaves it', () => {
  const value = fc.double({ min: 0.01, max: 1, noNaN: true });
  fc.assert(
    fc.property(fc.array(value, { maxLength: 20 }), fc.integer({ min: 1, max: 4 }), (values, patience) => {
      const schedule = plateau({ ...halved, patience });
      const rates = Array.from({ length: values.length + 1 }, (_, epoch) =>
        rateAfter(schedule, history(values.slice(0, epoch))),
      );
      expect(rates).toEqual([...rates].sort((a, b) => b - a));
      expect(rateAfter(schedule, history(values.map((_, index) => index)))).toBe(1);
    }),
    { seed: 1 },
  );
});

test('what it cannot use is refused', () => {
  const good = { ...halved, patience: 2 };
  expect(() => plateau({ ...good, patience: 0 })).toThrow('patience must be a positive integer; received 0');
  expect(() => plateau({ ...good, factor: 1 })).toThrow('factor must be in [0, 1); received 1');
  expect(() => plateau({ ...good, mode: 'best' as never })).toThrow(
    "mode must be 'min' or 'max'; received best",
  );
  expect(() => plateau({ ...good, cooldown: 1 } as never)).toThrow('plateau() has no option cooldown');
  expect(() => rateAfter(plateau({ ...good, metric: 'f1' }), history([1]))).toThrow(
    'metric must be one of loss, accuracy, macroF1; received f1',
  );
});
