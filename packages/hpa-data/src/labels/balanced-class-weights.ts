import { countClasses } from './count-classes.js';

/**
 * Weights each class by n / (C * n_c), so that every class contributes equally to a weighted mean loss (King and Zeng
 * 2001; scikit-learn's `class_weight="balanced"`).
 *
 * @param labels Class indices in [0, C): one per sample, or those of all samples concatenated.
 * @returns C positive weights, whose mean over the labels is 1.
 * @throws RangeError if a label is outside [0, C) or a class does not occur.
 * @example
 * import { balancedClassWeights } from '@hpa/data';
 * balancedClassWeights([0, 0, 0, 1], { classCount: 2 }); // [0.6666666666666666,2]
 */
export function balancedClassWeights(
  labels: readonly number[],
  {
    classCount,
  }: {
    /** Number of classes C. */
    readonly classCount: number;
  },
): number[] {
  return countClasses(labels, { classCount }).map((count) => labels.length / (classCount * count));
}
