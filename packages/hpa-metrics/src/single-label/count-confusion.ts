/** True and predicted classes, already checked. */
export interface Predictions {
  readonly labels: readonly number[];
  readonly predictions: readonly number[];
}

/**
 * Counts the confusion of the samples listed (all of them unless told; one listed twice counts twice).
 */
export function countConfusion(
  { labels, predictions }: Predictions,
  {
    classCount,
    samples = labels.keys(),
  }: { readonly classCount: number; readonly samples?: Iterable<number> },
): number[][] {
  const confusion = Array.from({ length: classCount }, () => new Array<number>(classCount).fill(0));
  for (const sample of samples) {
    confusion[labels[sample]!]![predictions[sample]!]! += 1;
  }
  return confusion;
}
