import { predictedClass } from '../counts/predicted-class.js';
import type { CheckedData } from '../data/types.js';

/** How many samples each of two models classified correctly, and the p-value of McNemar's exact test. */
export interface McnemarResult {
  readonly bothRight: number;
  readonly onlyA: number;
  readonly onlyB: number;
  readonly bothWrong: number;
  /** Two-sided, in (0, 1]. */
  readonly pValue: number;
}

/**
 * McNemar's exact test of equal accuracy of two models on the same samples, which it assumes to be independent.
 *
 * A model is right on a single-label sample if the true class is its most probable one, and on a multi-label sample if
 * it predicts all classes of the sample and no others.
 */
export function mcnemar({ a, b }: { readonly a: CheckedData; readonly b: CheckedData }): McnemarResult {
  let bothRight = 0;
  let onlyA = 0;
  let onlyB = 0;
  let bothWrong = 0;
  for (let sample = 0; sample < a.sampleCount; sample++) {
    const rightA = isRight(a, { sample });
    const rightB = isRight(b, { sample });
    if (rightA && rightB) {
      bothRight += 1;
    } else if (rightA) {
      onlyA += 1;
    } else if (rightB) {
      onlyB += 1;
    } else {
      bothWrong += 1;
    }
  }
  return { bothRight, onlyA, onlyB, bothWrong, pValue: mcnemarExact({ onlyA, onlyB }) };
}

function isRight(data: CheckedData, { sample }: { readonly sample: number }): boolean {
  const { classCount, scores } = data;
  if (data.task === 'single-label') {
    return predictedClass(scores, { classCount, sample }) === data.labels[sample];
  }
  for (let index = 0, at = sample * classCount; index < classCount; index++, at++) {
    const claimed = scores[at]! >= data.thresholds[index]!;
    if (claimed !== (data.indicators[at] === 1)) {
      return false;
    }
  }
  return true;
}

/**
 * The two-sided exact p-value of McNemar's test, in (0, 1], from the samples that only one model got right.
 *
 * With n = onlyA + onlyB and m the smaller of the two: min(1, 2 sum_{k <= m} C(n, k) / 2^n) (McNemar 1947,
 * doi 10.1007/BF02295996); 1 if n is 0. The sum is taken in logarithms, so it neither overflows nor, above 1e-308,
 * underflows; below, the result is the smallest positive number.
 *
 * @throws RangeError if a count is not a non-negative integer.
 */
export function mcnemarExact({ onlyA, onlyB }: Pick<McnemarResult, 'onlyA' | 'onlyB'>): number {
  requireCount(onlyA, { name: 'onlyA' });
  requireCount(onlyB, { name: 'onlyB' });
  const n = onlyA + onlyB;
  const m = Math.min(onlyA, onlyB);
  let logLargest = -n * Math.LN2;
  for (let k = 1; k <= m; k++) {
    logLargest += Math.log((n - k + 1) / k);
  }
  // The terms fall from C(n, m) on: C(n, k - 1) = C(n, k) k / (n - k + 1).
  let sum = 0;
  let term = 1;
  for (let k = m; k >= 0 && term > 0; k--) {
    sum += term;
    term *= k / (n - k + 1);
  }
  return Math.max(Math.min(1, 2 * Math.exp(logLargest + Math.log(sum))), Number.MIN_VALUE);
}

function requireCount(count: number, { name }: { readonly name: string }): number {
  if (!Number.isInteger(count) || count < 0) {
    throw new RangeError(`${name} must be a count of samples; received ${count}`);
  }
  return count;
}
