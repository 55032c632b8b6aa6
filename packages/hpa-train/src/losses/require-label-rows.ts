import type { Tensor2D } from '@tensorflow/tfjs-core';

/** Distance of the sum of a row from 1 that rounding alone may cause. */
export const SUM_TOLERANCE = 1e-3;

/**
 * Whether a row of labels is one-hot, or divides a sample among classes as mixup does: shares in [0, 1] that sum to 1.
 */
export function isLabelRow(row: readonly number[]): boolean {
  const sum = row.reduce((total, share) => total + share, 0);
  return row.every((share) => share >= 0 && share <= 1) && Math.abs(sum - 1) < SUM_TOLERANCE;
}

/**
 * Reads labels `[N, classes]` back and requires that each row is one-hot, or shares of classes that sum to 1.
 *
 * @throws RangeError if a row is neither, naming the first
 */
export function requireLabelRows(labels: Tensor2D): void {
  const classes = labels.shape[1];
  const values = labels.dataSync();
  for (let row = 0; row < labels.shape[0]; row++) {
    const found = [...values.subarray(row * classes, (row + 1) * classes)];
    if (!isLabelRow(found)) {
      throw new RangeError(
        `row ${row + 1} of labels must be one-hot, or shares in [0, 1] that sum to 1; received [${found}]`,
      );
    }
  }
}
