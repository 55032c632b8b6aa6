import type { Sample } from '../sample.js';

/**
 * Counts how often classes occur, alone and together, and picks example samples of each.
 *
 * @throws RangeError if a label is outside [0, classCount) or repeated in one sample.
 * @example
 * import { describeLabels, syntheticCells } from '@hpa/data';
 * const { samples } = syntheticCells({ classes: [2, 25], count: 30, seed: 1, size: 64 });
 * describeLabels(samples, { classCount: 2 }).counts; // [10,20]
 */
export function describeLabels(
  samples: readonly Sample[],
  {
    classCount,
    exampleCount = 8,
  }: {
    /** Number of classes; every label is in [0, classCount). */
    readonly classCount: number;
    /** Maximum number of examples per class. Default: 8. */
    readonly exampleCount?: number;
  },
): {
  /** Number of samples per class. */
  readonly counts: readonly number[];
  /** Number of samples that have both classes, by row and column; the diagonal holds the counts. */
  readonly coOccurrence: readonly (readonly number[])[];
  /** Number of samples by their number of labels, from 0 up. */
  readonly labelsPerSample: readonly number[];
  /** Ids of the first samples of each class; those with the fewest other labels come first. */
  readonly examples: readonly (readonly string[])[];
} {
  const classes = Array.from({ length: classCount }, (_, label) => label);
  const coOccurrence = classes.map(() => classes.map(() => 0));
  const labelsPerSample: number[] = [];
  for (const { id, labels } of samples) {
    requireLabels(labels, { id, classCount });
    for (const a of labels) {
      for (const b of labels) {
        coOccurrence[a]![b]!++;
      }
    }
    while (labelsPerSample.length <= labels.length) {
      labelsPerSample.push(0);
    }
    labelsPerSample[labels.length]!++;
  }
  const fewestFirst = [...samples].sort((a, b) => a.labels.length - b.labels.length);
  return {
    counts: classes.map((label) => coOccurrence[label]![label]!),
    coOccurrence,
    labelsPerSample,
    examples: classes.map((label) =>
      fewestFirst
        .filter(({ labels }) => labels.includes(label))
        .slice(0, exampleCount)
        .map(({ id }) => id),
    ),
  };
}

function requireLabels(
  labels: readonly number[],
  { id, classCount }: { readonly id: string; readonly classCount: number },
): readonly number[] {
  const fit = labels.every((label) => Number.isInteger(label) && label >= 0 && label < classCount);
  if (!fit || new Set(labels).size !== labels.length) {
    throw new RangeError(
      `sample ${id} must have distinct labels in [0, ${classCount - 1}]; received [${labels.join(', ')}]`,
    );
  }
  return labels;
}
