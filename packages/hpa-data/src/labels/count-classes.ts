/**
 * Counts how often each class occurs among labels.
 *
 * @param labels Class indices in [0, classCount): one per sample, or those of all samples concatenated.
 * @returns One positive count per class.
 * @throws RangeError if a label is outside [0, classCount) or a class does not occur, so that it has no weight.
 */
export function countClasses(
  labels: readonly number[],
  { classCount }: { readonly classCount: number },
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
  const empty = counts.indexOf(0);
  if (empty !== -1) {
    throw new RangeError(`every class must occur in the labels; class ${empty} has none of ${labels.length}`);
  }
  return counts;
}
