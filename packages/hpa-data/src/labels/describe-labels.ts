import type { Sample } from '../sample.js';

/** What the labels of a data set look like. */
export interface LabelStatistics {
  /** Samples of each class. */
  readonly counts: readonly number[];
  /** Samples that have both classes, by row and column; the counts on the diagonal. */
  readonly coOccurrence: readonly (readonly number[])[];
  /** Samples by their number of labels, from none upwards. */
  readonly labelsPerSample: readonly number[];
  /** Ids of the first samples of each class, those with the fewest other labels first. */
  readonly examples: readonly (readonly string[])[];
}

/** Options of {@link describeLabels}. */
export interface DescribeLabelsOptions {
  /** Number of classes; every label is in [0, classCount). */
  readonly classCount: number;
  /** Examples of each class at most. */
  readonly exampleCount?: number;
}

/**
 * Counts the classes of samples and which occur together, and names examples of each.
 *
 * @throws RangeError where a label is outside [0, classCount) or given twice.
 */
export function describeLabels(
  samples: readonly Sample[],
  { classCount, exampleCount = 8 }: DescribeLabelsOptions,
): LabelStatistics {
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
  const plainFirst = [...samples].sort((a, b) => a.labels.length - b.labels.length);
  return {
    counts: classes.map((label) => coOccurrence[label]![label]!),
    coOccurrence,
    labelsPerSample,
    examples: classes.map((label) =>
      plainFirst
        .filter(({ labels }) => labels.includes(label))
        .slice(0, exampleCount)
        .map(({ id }) => id),
    ),
  };
}

function requireLabels(
  labels: readonly number[],
  { id, classCount }: { readonly id: string; readonly classCount: number },
): void {
  const fit = labels.every((label) => Number.isInteger(label) && label >= 0 && label < classCount);
  if (!fit || new Set(labels).size !== labels.length) {
    throw new RangeError(
      `sample ${id} must have distinct labels in [0, ${classCount - 1}]; received [${labels.join(', ')}]`,
    );
  }
}
