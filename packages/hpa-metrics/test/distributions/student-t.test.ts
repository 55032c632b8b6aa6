import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { quantileOfT, twoSidedT } from '../../src/distributions/student-t.js';

const { student }: { student: { degreesOfFreedom: number; t: number; pValue: number; quantile: number }[] } =
  JSON.parse(readFileSync(new URL('../goldens/paired-t.json', import.meta.url), 'utf8'));

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

  it.each(student)(
    'agrees with scipy at $t, $degreesOfFreedom degrees',
    ({ t, degreesOfFreedom, pValue }) => {
      expect(Math.abs(twoSidedT(t, { degreesOfFreedom }) / pValue - 1)).toBeLessThan(1e-11);
    },
  );

  it('is 1 at 0, and 0 at infinity', () => {
    expect(twoSidedT(0, { degreesOfFreedom: 3 })).toBe(1);
    expect(twoSidedT(Number.POSITIVE_INFINITY, { degreesOfFreedom: 3 })).toBe(0);
  });
});

describe('quantileOfT', () => {
  it.each(student)('agrees with scipy at $degreesOfFreedom degrees', ({ degreesOfFreedom, quantile }) => {
    expect(Math.abs(quantileOfT(0.95, { degreesOfFreedom }) / quantile - 1)).toBeLessThan(1e-11);
  });

  it('undoes the p-value', () => {
    for (const degreesOfFreedom of [1, 1.7, 4, 30, 1000, 1e6]) {
      const t = quantileOfT(0.9, { degreesOfFreedom });
      expect(twoSidedT(t, { degreesOfFreedom })).toBeCloseTo(0.1, 9);
    }
  });
});
