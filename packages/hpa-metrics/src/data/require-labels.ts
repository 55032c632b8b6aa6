/**
 * Returns the classes of single-label samples as a typed array.
 *
 * @throws RangeError if a label is not an integer in [0, classes).
 */
export function requireLabels(
  labels: readonly (number | null)[],
  { classCount }: { readonly classCount: number },
): Int32Array {
  const known = new Int32Array(labels.length);
  for (const [sample, label] of labels.entries()) {
    if (!Number.isInteger(label) || label! < 0 || label! >= classCount) {
      throw new RangeError(
        `labels[${sample}] must be an integer in [0, ${classCount}); received ${described(label)}`,
      );
    }
    known[sample] = label!;
  }
  return known;
}

function described(label: unknown): string {
  if (label === null) {
    return 'null: a sample without a label';
  }
  if (Array.isArray(label)) {
    return `a list of ${label.length}: several labels per sample need task: 'multi-label'`;
  }
  return String(label);
}
