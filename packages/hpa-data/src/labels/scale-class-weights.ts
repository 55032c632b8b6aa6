/**
 * Scales weights of classes to a mean of 1: over the samples, if each has one label, so that a weighted mean loss keeps its size;
 * over the classes, if each has a list, since each class then counts in every sample.
 */
export function scaleClassWeights(
  weights: readonly number[],
  {
    labels,
    counts,
  }: {
    /** One per sample, or a list per sample. */
    readonly labels: readonly number[] | readonly (readonly number[])[];
    /** How many samples have each class. */
    readonly counts: readonly number[];
  },
): number[] {
  const isListPerSample = typeof labels[0] === 'object';
  const shares = isListPerSample ? weights.map(() => 1) : counts;
  const total = weights.reduce((sum, weight, label) => sum + weight * shares[label]!, 0);
  const size = isListPerSample ? weights.length : labels.length;
  return weights.map((weight) => (weight * size) / total);
}
