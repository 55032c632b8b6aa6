import { describe, expect, it } from 'vitest';
import { jackknifeVariance } from '../../src/intervals/jackknife-variance.js';

describe('jackknifeVariance', () => {
  it('is that of a mean in one stratum', () => {
    // Leaving out one of 1, 2, 6 lowers their mean by -1, -1/2, 3/2; s^2 / n = 7 / 3.
    const { variance, degreesOfFreedom } = jackknifeVariance(Float64Array.of(-1, -0.5, 1.5), {
      strata: Int32Array.of(0, 0, 0),
    });
    expect(variance).toBeCloseTo(7 / 3, 14);
    expect(degreesOfFreedom).toBe(2);
  });

  it('counts what strata differ by for a quarter, and spends degrees of freedom on them', () => {
    // All variation is between two strata: at random 3/4 * 4 = 3, within strata 0.
    const between = jackknifeVariance(Float64Array.of(1, 1, -1, -1), { strata: Int32Array.of(0, 0, 1, 1) });
    expect(between.variance).toBeCloseTo(3 / 4, 14);
    expect(between.degreesOfFreedom).toBe(3 - 3 / 4);
    // All is within strata: at random 3, within strata 9/16 * 4 * 2 = 9/2.
    const within = jackknifeVariance(Float64Array.of(1, -1, 1, -1), { strata: Int32Array.of(0, 0, 1, 1) });
    expect(within.variance).toBeCloseTo(3 / 4 + (3 / 4) * 4.5, 14);
  });

  it('counts a stratum of one unit as drawn at random', () => {
    const alone = jackknifeVariance(Float64Array.of(2, -1, -1), { strata: Int32Array.of(0, 1, 1) });
    // At random 2/3 * 6 = 4; within strata 2/3 * 4 of the first, none of the others, who are alike.
    expect(alone.variance).toBeCloseTo(4 / 4 + (3 / 4) * (8 / 3), 14);
    expect(alone.degreesOfFreedom).toBe(2);
  });
});
