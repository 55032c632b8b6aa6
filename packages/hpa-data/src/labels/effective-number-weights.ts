import { countClasses } from './count-classes.js';
import { scaleClassWeights } from './scale-class-weights.js';

/**
 * Weights each class by the inverse of its effective number of samples, (1 - beta^n_c) / (1 - beta), which grows more
 * slowly than n_c because further samples overlap with earlier ones (Cui et al., "Class-Balanced Loss Based on
 * Effective Number of Samples", CVPR 2019, arXiv:1901.05555, eq. 2). As beta approaches 1, the weights approach those
 * of `balancedClassWeights`.
 *
 * @param labels Class indices in [0, C): one per sample, or a list per sample.
 * @returns C positive weights, whose mean over the labels is 1, or, of lists, over the classes, as in the paper.
 * @throws RangeError if `beta` is outside [0, 1), a label is outside [0, C) or a class does not occur.
 * @example
 * import { effectiveNumberWeights } from '@hpa/data';
 * effectiveNumberWeights([0, 0, 0, 1], { classCount: 2, beta: 0.5 }); // [0.8421052631578947,1.4736842105263157]
 * effectiveNumberWeights([[0], [0, 1], [0], []], { classCount: 2, beta: 0.5 }); // [0.7272727272727273,1.2727272727272727]
 */
export function effectiveNumberWeights(
  labels: readonly number[] | readonly (readonly number[])[],
  {
    classCount,
    beta = 0.999,
  }: {
    /** Number of classes C. */
    readonly classCount: number;
    /** Overlap between samples, in [0, 1); 0 weights all classes equally. Default: 0.999. */
    readonly beta?: number;
  },
): number[] {
  if (!(beta >= 0 && beta < 1)) {
    throw new RangeError(`beta must be in [0, 1); received ${beta}`);
  }
  const counts = countClasses(labels.flat(), { classCount });
  return scaleClassWeights(
    counts.map((count) => (1 - beta) / (1 - beta ** count)),
    { labels, counts },
  );
}
