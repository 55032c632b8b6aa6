import { countClasses } from './count-classes.js';

/** Options of {@link balancedClassWeights}. */
export interface BalancedClassWeightsOptions {
  /** Number of classes C. */
  readonly classCount: number;
}

/**
 * Weighs each class by n / (C * n_c), so that every class adds the same to a weighted mean loss
 * (King and Zeng 2001; scikit-learn's `class_weight="balanced"`).
 *
 * @param labels Class indices in [0, C): one a sample, or those of all samples one after another.
 * @returns C positive weights, which average 1 over the labels.
 * @throws RangeError where a label is outside [0, C) or a class does not occur.
 */
export function balancedClassWeights(
  labels: readonly number[],
  { classCount }: BalancedClassWeightsOptions,
): number[] {
  return countClasses(labels, { classCount }).map((count) => labels.length / (classCount * count));
}
