import type { Tensor2D } from '@tensorflow/tfjs-core';
import type { Task } from '../types.js';

/** Distance of the sum of a row from 1 that rounding alone may cause. */
export const SUM_TOLERANCE = 1e-3;

/** What a row of labels must be, in words. */
export const LABEL_ROWS: Readonly<Record<Task, string>> = {
  'single-label': 'one-hot, or shares in [0, 1] that sum to 1',
  'multi-label': 'numbers in [0, 1], one per class',
};

/**
 * Whether a row of labels fits the task. Of one class it is one-hot, or divides a sample among classes as mixup does: shares in
 * [0, 1] that sum to 1. Of several classes it holds any numbers in [0, 1]; zeros are a sample with none of the classes.
 */
export function isLabelRow(row: readonly number[], { task }: { readonly task: Task }): boolean {
  const inRange = row.every((share) => share >= 0 && share <= 1);
  const sum = row.reduce((total, share) => total + share, 0);
  return inRange && (task === 'multi-label' || Math.abs(sum - 1) < SUM_TOLERANCE);
}

const CHECKED = new WeakSet<Tensor2D>();

/** Returns labels that need no look by `requireLabelRows` any more, because the caller checks their values by other means. */
export function withoutLabelCheck(labels: Tensor2D): Tensor2D {
  CHECKED.add(labels);
  return labels;
}

/**
 * Reads labels `[N, classes]` back and requires that each row fits the task.
 *
 * @throws RangeError if a row does not, naming the first.
 */
export function requireLabelRows(labels: Tensor2D, { task }: { readonly task: Task }): void {
  if (CHECKED.has(labels)) {
    return;
  }
  const classes = labels.shape[1];
  const values = labels.dataSync();
  for (let row = 0; row < labels.shape[0]; row++) {
    const found = [...values.subarray(row * classes, (row + 1) * classes)];
    if (!isLabelRow(found, { task })) {
      throw new RangeError(`row ${row + 1} of labels must be ${LABEL_ROWS[task]}; received [${found}]`);
    }
  }
}
