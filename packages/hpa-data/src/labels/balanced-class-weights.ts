import { countClasses } from './count-classes.js';
import { isListPerSample, scaleToMeanOne } from './labels-per-sample.js';

/**
 * Weights each class by the inverse of its number of samples n_c.
 *
 * With one label per sample, the weights are n / (C * n_c): every class contributes equally to a weighted mean loss (King and Zeng
 * 2001; scikit-learn's `class_weight="balanced"`). With a list of labels per sample, a loss is a mean over classes, of which each
 * counts in every sample, present or absent; the weights are then scaled to a mean of 1 over the classes, so that the loss keeps its
 * size. A class of a few samples outweighs all others there: see `effectiveNumberWeights` and `positiveWeights`.
 *
 * @param labels Class indices in [0, C): one per sample, or a list per sample.
 * @returns C positive weights, whose mean over the labels is 1, or, of lists, over the classes.
 * @throws RangeError if a label is outside [0, C) or a class does not occur.
 * @example
 * import { balancedClassWeights } from '@hpa/data';
 * balancedClassWeights([0, 0, 0, 1], { classCount: 2 }); // [0.6666666666666666,2]
 * balancedClassWeights([[0], [0, 1], [0], []], { classCount: 2 }); // [0.5,1.5]
 */
export function balancedClassWeights(
  labels: readonly number[] | readonly (readonly number[])[],
  {
    classCount,
  }: {
    /** Number of classes C. */
    readonly classCount: number;
  },
): number[] {
  const flat = labels.flat();
  const counts = countClasses(flat, { classCount });
  return isListPerSample(labels)
    ? scaleToMeanOne(counts.map((count) => 1 / count))
    : counts.map((count) => flat.length / (classCount * count));
}
