import { expect, it } from 'vitest';
import { summarizeScores } from '../../src/report/schema/summarize-scores.js';

const test = (macroF1: number, accuracy: number, kappa: number | null = 0.5) => ({
  test: { n: 10, macroF1, accuracy, kappa },
});

it('gives mean, extremes and standard deviation of each score over the trainings that were measured', () => {
  // Deviations from the mean of 0.5 are -0.2, 0 and 0.2: a variance of 0.08 / 2.
  const trainings = [test(0.3, 0.9), { test: null }, test(0.7, 0.9), test(0.5, 0.9)];
  expect(summarizeScores(trainings, { macroF1: { interval: [0, 1] } })).toEqual({
    macroF1: {
      mean: expect.closeTo(0.5, 12),
      minimum: 0.3,
      maximum: 0.7,
      deviation: expect.closeTo(0.2, 12),
      interval: [0, 1],
    },
    accuracy: {
      mean: expect.closeTo(0.9, 12),
      minimum: 0.9,
      maximum: 0.9,
      deviation: expect.closeTo(0, 12),
    },
    kappa: { mean: 0.5, minimum: 0.5, maximum: 0.5, deviation: 0 },
  });
});

it('has no deviation of one training, and no score that a training lacks', () => {
  expect(summarizeScores([test(0.3, 0.9)])?.macroF1).toEqual({
    mean: 0.3,
    minimum: 0.3,
    maximum: 0.3,
    deviation: null,
  });
  expect(summarizeScores([test(0.3, 0.9), test(0.3, 0.9, null)])).not.toHaveProperty('kappa');
});

it('is null if nothing was measured', () => {
  expect(summarizeScores([{ test: null }])).toBeNull();
});
