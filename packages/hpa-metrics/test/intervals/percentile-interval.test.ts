import { describe, expect, it } from 'vitest';
import { percentileInterval } from '../../src/intervals/percentile-interval.js';

describe('percentileInterval', () => {
  it('reads order statistics in any order', () => {
    // 0 to 100: the quantile at q is 100 q
    const values = Array.from({ length: 101 }, (_, index) => (index * 37) % 101);
    const [low, high] = percentileInterval(values, { level: 0.9 })!;
    expect(low).toBeCloseTo(5, 12);
    expect(high).toBeCloseTo(95, 12);
  });

  it('interpolates between them', () => {
    // numpy.percentile([1, 2, 4], [25, 75]) is [1.5, 3]
    expect(percentileInterval([4, 1, 2], { level: 0.5 })).toEqual([1.5, 3]);
  });

  it('does not modify its input, and accepts a single value', () => {
    const values = [3, 1, 2];
    percentileInterval(values, { level: 0.95 });
    expect(values).toEqual([3, 1, 2]);
    expect(percentileInterval([7], { level: 0.95 })).toEqual([7, 7]);
  });

  it('refuses an impossible level, NaN and an empty list', () => {
    for (const level of [0, 1, 95, Number.NaN]) {
      expect(() => percentileInterval([1], { level })).toThrow(
        new RangeError(`level must be in (0, 1); received ${level}`),
      );
    }
    expect(() => percentileInterval([1, Number.NaN], { level: 0.5 })).toThrow(
      new RangeError('values must be finite on every resample; received NaN'),
    );
    expect(() => percentileInterval([], { level: 0.5 })).toThrow(
      new RangeError('values must hold at least one number; received none'),
    );
  });

  it('is null if a value is null, which stands for undefined', () => {
    expect(percentileInterval([1, null, 2], { level: 0.95 })).toBeNull();
    expect(() => percentileInterval([Number.NaN, null], { level: 0.95 })).toThrow(/^values must be finite/);
  });
});
