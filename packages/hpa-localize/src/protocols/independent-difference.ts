import type { Difference, Estimate } from './protocols-schema.js';

/** The 0.975 quantile of the normal distribution: what a 95 % interval reaches to, in standard errors. */
const REACH = 1.959963984540054;

/**
 * The difference of two scores that were measured on other cells, from the 95 % interval of each.
 *
 * The interval reaches as far as the two sides that face each other do together, as independent errors add up, which is the
 * method of variance estimates recovery (Zou and Donner 2008, Statistics in Medicine 27:1693): for scores a and b with the
 * intervals [la, ua] and [lb, ub], the lower end is a - b - sqrt((a - la)^2 + (ub - b)^2), and the upper end mirrors it. The
 * p-value is that of the level at which the interval would just touch 0, the sides growing as those of a normal distribution:
 * it is below .05 just if the 95 % interval keeps to one side of 0.
 *
 * @returns What cannot be said is null, with the reason in words.
 */
export function independentDifference({ a, b }: { readonly a: Estimate; readonly b: Estimate }): Difference {
  if (a.value === null || b.value === null) {
    return {
      value: null,
      interval: null,
      pValue: null,
      reason: (a.value === null ? a.reason : b.reason) ?? 'there is no score to compare',
    };
  }
  const value = a.value - b.value;
  if (a.interval === null || b.interval === null) {
    const reason = (a.interval === null ? a.reason : b.reason) ?? 'a score has no interval';
    return { value, interval: null, pValue: null, reason };
  }
  // An interval may lie to one side of its score, as those of a bootstrap do; the other side then adds nothing.
  const reach = (ends: readonly number[]) => Math.hypot(...ends.map((end) => Math.max(0, end)));
  const down = reach([a.value - a.interval[0], b.interval[1] - b.value]);
  const up = reach([a.interval[1] - a.value, b.value - b.interval[0]]);
  const towardsZero = value > 0 ? down : up;
  if (towardsZero === 0 && value !== 0) {
    const reason = 'the intervals of both scores are empty';
    return { value, interval: null, pValue: null, reason };
  }
  const pValue = value === 0 ? 1 : twoSidedNormal((Math.abs(value) / towardsZero) * REACH);
  return { value, interval: [value - down, value + up], pValue };
}

/** How likely a normal variable is at least `z` standard deviations off: erfc(z / sqrt 2) by 7.1.26 of Abramowitz and Stegun, to 1.5e-7. */
function twoSidedNormal(z: number): number {
  const x = z / Math.SQRT2;
  const t = 1 / (1 + 0.3275911 * x);
  const factors = [1.061405429, -1.453152027, 1.421413741, -0.284496736, 0.254829592];
  return factors.reduce((sum, factor) => (sum + factor) * t, 0) * Math.exp(-x * x);
}
