import { describe, expect, it } from 'vitest';
import { positiveWeights } from '../../src/index.js';

const samples = [[0], [0, 1], [0], [0, 2], []].map((labels) => ({ labels }));

describe('positiveWeights', () => {
  it('gives negatives / positives', () => {
    // Of five samples, four have class 0, and one each of the others.
    expect(positiveWeights(samples, { classCount: 3 })).toEqual([1 / 4, 4, 4]);
  });

  it('bounds them on both sides', () => {
    expect(positiveWeights(samples, { classCount: 3, maximum: 2 })).toEqual([1 / 2, 2, 2]);
    expect(positiveWeights([{ labels: [0] }, { labels: [0] }], { classCount: 1 })).toEqual([1 / 20]);
    const many = Array.from({ length: 100 }, (_, index) => ({ labels: index === 0 ? [0] : [] }));
    expect(positiveWeights(many, { classCount: 1 })).toEqual([20]);
  });

  it('draws them towards 1 with a power below 1', () => {
    expect(positiveWeights(samples, { classCount: 3, power: 0.5 })).toEqual([1 / 2, 2, 2]);
    expect(() => positiveWeights(samples, { classCount: 3, power: -1 })).toThrow(
      new RangeError('power must be in [0, 1]; received -1'),
    );
  });

  it('refuses a class without samples, a label outside the classes and a bound below 1', () => {
    expect(() => positiveWeights(samples, { classCount: 4 })).toThrow(
      new RangeError('every class must occur in the labels; class 3 has none of 6'),
    );
    expect(() => positiveWeights(samples, { classCount: 2 })).toThrow('received 2 at position');
    for (const maximum of [0.5, Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(() => positiveWeights(samples, { classCount: 3, maximum })).toThrow(
        new RangeError(`maximum must be a finite number of at least 1; received ${maximum}`),
      );
    }
  });
});
