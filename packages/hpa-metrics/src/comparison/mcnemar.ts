import { argmax } from '../single-label/argmax.js';
import type { PairedData } from '../types.js';
import { requirePaired } from './require-paired.js';

/** How often two models are right on the same samples, and the p-value of McNemar's exact test. */
export interface McnemarResult {
  readonly bothRight: number;
  readonly onlyA: number;
  readonly onlyB: number;
  readonly bothWrong: number;
  /** Two-sided, in (0, 1]. */
  readonly pValue: number;
}

/**
 * McNemar's exact test of whether two models are equally accurate, on the samples that both predicted.
 *
 * It takes samples as independent: where they come in groups, such as the cells of one picture, the p-value is
 * too small, and the bootstrap of `comparePaired` with `groups` is the one to trust.
 *
 * @throws RangeError on no samples, or on labels or scores that are not what {@link PairedData} says.
 *
 * @example
 * mcnemar({ labels: [0], a: [[0.9, 0.1]], b: [[0.2, 0.8]] }).onlyA; // 1
 */
export function mcnemar({ labels, a, b }: PairedData): McnemarResult {
  requirePaired({ labels, a, b });
  let bothRight = 0;
  let onlyA = 0;
  let onlyB = 0;
  let bothWrong = 0;
  labels.forEach((label, sample) => {
    const rightA = argmax(a[sample]!) === label;
    const rightB = argmax(b[sample]!) === label;
    if (rightA && rightB) {
      bothRight += 1;
    } else if (rightA) {
      onlyA += 1;
    } else if (rightB) {
      onlyB += 1;
    } else {
      bothWrong += 1;
    }
  });
  return { bothRight, onlyA, onlyB, bothWrong, pValue: mcnemarExact({ onlyA, onlyB }) };
}

/**
 * The two-sided exact p-value of McNemar's test, in (0, 1], from the samples that one model alone got right.
 *
 * With n = onlyA + onlyB and m the smaller: min(1, 2 sum_{k <= m} C(n, k) / 2^n) (McNemar 1947,
 * doi 10.1007/BF02295996), and 1 where n is 0. Summed in logarithms, so it neither overflows nor, before
 * 1e-308, underflows; an underflow returns the smallest positive number.
 *
 * @throws RangeError where a count is not a non-negative integer.
 *
 * @example
 * mcnemarExact({ onlyA: 4, onlyB: 0 }); // 0.125
 */
export function mcnemarExact({ onlyA, onlyB }: Pick<McnemarResult, 'onlyA' | 'onlyB'>): number {
  checkCount(onlyA, 'onlyA');
  checkCount(onlyB, 'onlyB');
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

function checkCount(count: number, name: string): void {
  if (!Number.isInteger(count) || count < 0) {
    throw new RangeError(`${name} must be a count of samples; received ${count}`);
  }
}
