import { getBackend } from '@tensorflow/tfjs-core';
import type { Task } from '../types.js';
import type { LossBatch } from './loss.js';
import { requireLabelRows } from './require-label-rows.js';
import { requireSomeWeight } from './require-some-weight.js';

/**
 * Returns what a loss takes if shapes, class weights and rows of labels fit each other and the task. Labels are read to make
 * sure, except on webgpu, which cannot read at once, and inside of fit(), which checks them by itself.
 *
 * @throws RangeError if labels and logits differ in shape, a row of labels does not fit the task, the length of classWeights is not
 * the number of classes, or none of them is above 0.
 */
export function requireLossBatch(batch: LossBatch, { task }: { readonly task: Task }): LossBatch {
  const { labels, logits, classWeights } = batch;
  requireSameShape({ labels, logits });
  requireClassValues(classWeights, { name: 'classWeights', one: 'weight', classes: logits.shape[1] });
  if (classWeights !== undefined) {
    requireSomeWeight(classWeights);
  }
  if (getBackend() !== 'webgpu') {
    requireLabelRows(labels, { task });
  }
  return batch;
}

/**
 * Requires labels and logits `[N, classes]`.
 *
 * @throws RangeError if their shapes differ.
 */
export function requireSameShape({ labels, logits }: Pick<LossBatch, 'labels' | 'logits'>): void {
  if (logits.shape.length !== 2 || labels.shape.join() !== logits.shape.join()) {
    throw new RangeError(
      `labels and logits must have the same shape [batch, classes]; received labels [${labels.shape}] and logits [${logits.shape}]`,
    );
  }
}

/**
 * Returns the values if there are none, or one for each class.
 *
 * @throws RangeError if their number is another.
 */
export function requireClassValues(
  values: readonly number[] | undefined,
  { name, one, classes }: { readonly name: string; readonly one: string; readonly classes: number },
): readonly number[] | undefined {
  if (values !== undefined && values.length !== classes) {
    throw new RangeError(
      `${name} must hold one ${one} for each of ${classes} classes; received ${values.length}`,
    );
  }
  return values;
}
