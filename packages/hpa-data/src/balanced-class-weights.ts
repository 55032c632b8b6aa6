/** Options of {@link balancedClassWeights}. */
export interface BalancedClassWeightsOptions {
  /** Number of classes C. */
  readonly classCount: number;
}

/**
 * Weighs each class by n / (C * n_c), so that every class adds the same to a weighted mean loss
 * (King and Zeng 2001; scikit-learn's `class_weight="balanced"`).
 *
 * @param labels Class indices in [0, C), one a sample.
 * @returns C positive weights, which average 1 over the samples.
 * @throws RangeError where a label is outside [0, C) or a class has no sample.
 */
export function balancedClassWeights(
  labels: readonly number[],
  { classCount }: BalancedClassWeightsOptions,
): number[] {
  const counts = new Array<number>(classCount).fill(0);
  for (const [index, label] of labels.entries()) {
    if (counts[label] === undefined) {
      throw new RangeError(
        `label must be an integer in [0, ${classCount - 1}]; received ${label} at position ${index}`,
      );
    }
    counts[label]++;
  }
  return counts.map((count, label) => {
    if (count === 0) {
      throw new RangeError(
        `class ${label} has no sample among ${labels.length}, so it has no balanced weight`,
      );
    }
    return labels.length / (classCount * count);
  });
}
