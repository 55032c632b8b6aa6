import { expect, test } from 'vitest';
import { betterEpoch } from '../../src/state/better-epoch.js';
import type { EpochRecord } from '../../src/state/history.js';

function recordWith(epoch: number, f1: number): EpochRecord {
  const training = { epoch, loss: 9, accuracy: 0, learningRate: 0.1, seconds: 1, imagesPerSecond: 1 };
  return { ...training, validation: { loss: 1, accuracy: 0.5, f1 } };
}

test('only a strictly better value replaces the best', () => {
  const monitor = { metric: 'f1', mode: 'max' } as const;
  const first = betterEpoch({ best: null, record: recordWith(1, 0.5) }, monitor);
  expect(first).toEqual({ epoch: 1, metric: 'f1', value: 0.5 });
  expect(betterEpoch({ best: first, record: recordWith(2, 0.5) }, monitor)).toBe(first);
  expect(betterEpoch({ best: first, record: recordWith(2, Number.NaN) }, monitor)).toBe(first);
  expect(betterEpoch({ best: first, record: recordWith(2, 0.6) }, monitor)).toMatchObject({ epoch: 2 });
  expect(
    betterEpoch({ best: first, record: recordWith(2, 0.4) }, { metric: 'f1', mode: 'min' }),
  ).toMatchObject({
    epoch: 2,
  });
});

test('the training metrics decide if there is no validation', () => {
  const { validation: _, ...record } = recordWith(1, 0.5);
  expect(betterEpoch({ best: null, record }, { metric: 'loss', mode: 'min' })?.value).toBe(9);
  expect(() => betterEpoch({ best: null, record }, { metric: 'f1', mode: 'max' })).toThrow(
    'metric must be one of loss, accuracy; received f1',
  );
});
