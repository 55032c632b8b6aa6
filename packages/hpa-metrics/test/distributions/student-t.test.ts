import { describe, expect, it } from 'vitest';
import { quantileOfT, twoSidedT } from '../../src/distributions/student-t.js';

describe('twoSidedT', () => {
  it('is the distribution of Cauchy at one degree of freedom', () => {
    for (const t of [0.1, 1, 3, 50]) {
      expect(twoSidedT(t, { degreesOfFreedom: 1 })).toBeCloseTo(1 - (2 / Math.PI) * Math.atan(t), 12);
    }
  });

  it('is 1 - t / sqrt(2 + t^2) at two degrees of freedom', () => {
    for (const t of [0.1, 1, 3, 50]) {
      expect(twoSidedT(t, { degreesOfFreedom: 2 })).toBeCloseTo(1 - t / Math.sqrt(2 + t * t), 12);
    }
  });

  it('is 1 at 0, and 0 at infinity', () => {
    expect(twoSidedT(0, { degreesOfFreedom: 3 })).toBe(1);
    expect(twoSidedT(Number.POSITIVE_INFINITY, { degreesOfFreedom: 3 })).toBe(0);
  });
});

describe('quantileOfT', () => {
  it('is what tables say', () => {
    // scipy.stats.t.ppf((1 + level) / 2, degrees) of scipy 1.15.
    expect(quantileOfT(0.95, { degreesOfFreedom: 1 })).toBeCloseTo(12.706204736, 8);
    expect(quantileOfT(0.95, { degreesOfFreedom: 2.5 })).toBeCloseTo(3.574654842, 8);
    expect(quantileOfT(0.95, { degreesOfFreedom: 9 })).toBeCloseTo(2.262157162798, 10);
    expect(quantileOfT(0.99, { degreesOfFreedom: 119 })).toBeCloseTo(2.617775976491, 10);
  });

  it('undoes the p-value', () => {
    for (const degreesOfFreedom of [1, 1.7, 4, 30, 1000, 1e6]) {
      const t = quantileOfT(0.9, { degreesOfFreedom });
      expect(twoSidedT(t, { degreesOfFreedom })).toBeCloseTo(0.1, 9);
    }
  });
});
