import { countClasses } from './count-classes.js';

/** Options of {@link effectiveNumberWeights}. */
export interface EffectiveNumberWeightsOptions {
  /** Number of classes C. */
  readonly classCount: number;
  /** How little further samples of a class add, in [0, 1): 0 weighs all classes alike. */
  readonly beta?: number;
}

/**
 * Weighs each class by the inverse of its effective number of samples, (1 - beta) / (1 - beta^n_c), which grows ever
 * slower with n_c, as further samples overlap with those before (Cui et al., "Class-Balanced Loss Based on Effective
 * Number of Samples", CVPR 2019, arXiv 1901.05555, eq. 2). As beta nears 1, the weights near those of
 * `balancedClassWeights`.
 *
 * @param labels Class indices in [0, C): one a sample, or those of all samples one after another.
 * @returns C positive weights, which average 1 over the labels; the paper scales them to add up to C.
 * @throws RangeError where `beta` is outside [0, 1), a label outside [0, C), or a class does not occur.
 */
export function effectiveNumberWeights(
  labels: readonly number[],
  { classCount, beta = 0.999 }: EffectiveNumberWeightsOptions,
): number[] {
  if (!(beta >= 0 && beta < 1)) {
    throw new RangeError(`beta must be in [0, 1); received ${beta}`);
  }
  const counts = countClasses(labels, { classCount });
  const weights = counts.map((count) => (1 - beta) / (1 - beta ** count));
  const total = weights.reduce((sum, weight, label) => sum + weight * counts[label]!, 0);
  return weights.map((weight) => (weight * labels.length) / total);
}
