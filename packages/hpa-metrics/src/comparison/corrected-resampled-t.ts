import { quantileOfT, twoSidedT } from '../distributions/student-t.js';

/**
 * The corrected resampled t-test: whether a difference that each of several folds measured is 0 on average.
 *
 * Folds share most of their training samples, so their differences are alike and the usual t-test is too sure. The correction
 * adds the ratio of test to training samples to the variance of the mean: t = mean / sqrt((1/J + n_test/n_train) s^2) with J - 1
 * degrees of freedom, for J differences of variance s^2 (Nadeau and Bengio 2003, Machine Learning 52, 239-281, section 5.2;
 * for repeated cross-validation Bouckaert and Frank 2004). In k-fold cross-validation the share is 1 / (k - 1).
 *
 * @returns The mean difference, its interval, lower end first, and the two-sided p-value of no difference, in [0, 1]. Interval
 * and p-value are null, and `reason` says why in words, if there is one difference only, or all are the same but not 0.
 * @throws RangeError if there are no differences, one is not finite, or an option is out of range.
 *
 * @example
 * import { correctedResampledT } from '@hpa/metrics';
 * correctedResampledT({ differences: [0.1, 0.3], testShare: 0.5 }).degreesOfFreedom; // 1
 */
export function correctedResampledT({
  differences,
  testShare,
  level = 0.95,
}: {
  /** One number per fold, or per fold of each repeat. */
  readonly differences: readonly number[];
  /** The number of test samples divided by that of training samples of a fold; positive. */
  readonly testShare: number;
  /** The nominal coverage of the interval, in (0, 1); 0.95 by default. */
  readonly level?: number | undefined;
}): {
  readonly mean: number;
  readonly interval: readonly [low: number, high: number] | null;
  readonly pValue: number | null;
  readonly degreesOfFreedom: number;
  readonly reason?: string;
} {
  if (differences.length === 0) {
    throw new RangeError('differences must hold at least one number; received none');
  }
  for (const [index, difference] of differences.entries()) {
    if (!Number.isFinite(difference)) {
      throw new RangeError(`differences[${index}] must be a finite number; received ${difference}`);
    }
  }
  if (!(testShare > 0 && testShare < Number.POSITIVE_INFINITY)) {
    throw new RangeError(`testShare must be a positive number; received ${testShare}`);
  }
  if (!(level > 0 && level < 1)) {
    throw new RangeError(`level must be in (0, 1); received ${level}`);
  }
  const count = differences.length;
  const degreesOfFreedom = count - 1;
  const mean = differences.reduce((sum, difference) => sum + difference, 0) / count;
  if (count === 1) {
    const reason = 'one fold does not say how much folds differ';
    return { mean, interval: null, pValue: null, degreesOfFreedom, reason };
  }
  if (differences.every((difference) => difference === differences[0])) {
    if (mean === 0) {
      return { mean, interval: [0, 0], pValue: 1, degreesOfFreedom };
    }
    const reason = 'all folds have the same difference, which leaves nothing to judge it by';
    return { mean, interval: null, pValue: null, degreesOfFreedom, reason };
  }
  const variance =
    differences.reduce((sum, difference) => sum + (difference - mean) ** 2, 0) / degreesOfFreedom;
  const error = Math.sqrt((1 / count + testShare) * variance);
  const half = quantileOfT(level, { degreesOfFreedom }) * error;
  return {
    mean,
    interval: [mean - half, mean + half],
    pValue: twoSidedT(mean / error, { degreesOfFreedom }),
    degreesOfFreedom,
  };
}
