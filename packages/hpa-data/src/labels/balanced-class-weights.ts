import { countClasses } from './count-classes.js';
import { scaleClassWeights } from './scale-class-weights.js';

/**
 * Weights each class by the inverse of its number of samples n_c.
 *
 * With one label per sample, the weights are n / (C * n_c): every class contributes equally to a weighted mean loss (King and Zeng
 * 2001; scikit-learn's `class_weight="balanced"`). With a list of labels per sample, a loss is a mean over classes, of which each
 * counts in every sample, present or absent; the weights are then scaled to a mean of 1 over the classes, so that the loss keeps its
 * size. A class of a few samples outweighs all others there: see `effectiveNumberWeights` and `positiveWeights`.
 *
 * A power below 1 weighs rare classes up by less, in proportion to 1 / n_c^power: a network that takes every class for equally likely
 * finds rare ones where they are not. Square roots, a power of 0.5, lie half way (Mahajan et al., ECCV 2018, arXiv:1805.00932, use them
 * to draw samples).
 *
 * @param labels Class indices in [0, C): one per sample, or a list per sample.
 * @returns C positive weights, whose mean over the labels is 1, or, of lists, over the classes.
 * @throws RangeError if `power` is outside [0, 1], a label is outside [0, C) or a class does not occur.
 * @example
 * import { balancedClassWeights } from '@hpa/data';
 * balancedClassWeights([0, 0, 0, 1], { classCount: 2 }); // [0.6666666666666666,2]
 * balancedClassWeights([0, 0, 0, 0, 1], { classCount: 2, power: 0.5 }); // [0.8333333333333334,1.6666666666666667]
 * balancedClassWeights([[0], [0, 1], [0], []], { classCount: 2 }); // [0.5,1.5]
 */
export function balancedClassWeights(
  labels: readonly number[] | readonly (readonly number[])[],
  {
    classCount,
    power = 1,
  }: {
    /** Number of classes C. */
    readonly classCount: number;
    /** How much rare classes weigh up, in [0, 1]; 0 weighs all classes equally. Default: 1. */
    readonly power?: number;
  },
): number[] {
  if (!(power >= 0 && power <= 1)) {
    throw new RangeError(`power must be in [0, 1]; received ${power}`);
  }
  const counts = countClasses(labels.flat(), { classCount });
  return scaleClassWeights(
    counts.map((count) => 1 / count ** power),
    { labels, counts },
  );
}
