import { expect, it } from 'vitest';
import { positiveWeights } from '../../src/index.js';

const samples = [[0], [0, 1], [], [0]].map((labels) => ({ labels }));

it('weighs the positive labels of a class by its negatives over its positives', () => {
  expect(positiveWeights(samples, { classCount: 2 })).toEqual([1 / 3, 3]);
});

it('bounds the weights of rare and of nearly universal classes', () => {
  expect(positiveWeights(samples, { classCount: 2, maximum: 2 })).toEqual([0.5, 2]);
  expect(positiveWeights([{ labels: [0] }], { classCount: 1 })).toEqual([1 / 20]);
});

it('refuses a class without a sample, a label out of range and a bound below 1', () => {
  expect(() => positiveWeights(samples, { classCount: 3 })).toThrow('class 2 has none of 4');
  expect(() => positiveWeights(samples, { classCount: 1 })).toThrow('label must be an integer in [0, 0]');
  expect(() => positiveWeights(samples, { classCount: 2, maximum: 0.5 })).toThrow(
    'maximum must be a finite number of at least 1; received 0.5',
  );
});
