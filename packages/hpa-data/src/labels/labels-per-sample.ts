/** Whether labels are a list per sample, not one per sample. */
export function isListPerSample(
  labels: readonly number[] | readonly (readonly number[])[],
): labels is readonly (readonly number[])[] {
  return typeof labels[0] === 'object';
}

/** Scales weights to a mean of 1. */
export function scaleToMeanOne(weights: readonly number[]): number[] {
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.map((weight) => (weight * weights.length) / sum);
}
