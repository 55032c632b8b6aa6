/** Options of {@link countClasses}. */
export interface CountClassesOptions {
  /** Number of classes C. */
  readonly classCount: number;
}

/**
 * Counts how often each class occurs among labels.
 *
 * @param labels Class indices in [0, C): one a sample, or those of all samples one after another.
 * @returns C counts, of which none is 0.
 * @throws RangeError where a label is outside [0, C) or a class does not occur, so that it has no weight.
 */
export function countClasses(labels: readonly number[], { classCount }: CountClassesOptions): number[] {
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
    throw new RangeError(`class ${empty} has no sample among ${labels.length}, so it has no weight`);
  }
  return counts;
}
