import type { Counts } from './counts.js';

/** How often one class is true, predicted, and both. */
export interface ClassCounts {
  /** Samples that hold the class and are predicted to. */
  readonly hits: number;
  /** Samples predicted to hold the class. */
  readonly predicted: number;
  /** Samples that hold the class. */
  readonly support: number;
  /** All samples. */
  readonly samples: number;
}

/** Reads counts of either task class by class. */
export function classCounts({ task, classCount, values }: Counts): ClassCounts[] {
  if (task === 'multi-label') {
    const samples = values[3 * classCount]!;
    return Array.from({ length: classCount }, (_, index) => ({
      hits: values[index]!,
      predicted: values[classCount + index]!,
      support: values[2 * classCount + index]!,
      samples,
    }));
  }
  const samples = values.reduce((sum, count) => sum + count, 0);
  return Array.from({ length: classCount }, (_, index) => {
    let predicted = 0;
    let support = 0;
    for (let other = 0; other < classCount; other++) {
      predicted += values[other * classCount + index]!;
      support += values[index * classCount + other]!;
    }
    return { hits: values[index * classCount + index]!, predicted, support, samples };
  });
}

/**
 * The counts of each class of multi-label counts against its absence: a confusion matrix of two classes, of which class 1
 * is the presence.
 */
export function binaryCounts(counts: Counts): Counts[] {
  return classCounts(counts).map(({ hits, predicted, support, samples }) => ({
    task: 'single-label',
    classCount: 2,
    values: Float64Array.of(samples - predicted - support + hits, predicted - hits, support - hits, hits),
  }));
}
