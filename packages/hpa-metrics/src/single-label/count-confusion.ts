/**
 * Counts the confusion matrix of the samples listed, all by default; a sample listed twice counts twice.
 *
 * `labels` and `predictions` are class indices in [0, classCount), already validated.
 */
export function countConfusion(
  { labels, predictions }: { readonly labels: readonly number[]; readonly predictions: readonly number[] },
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
