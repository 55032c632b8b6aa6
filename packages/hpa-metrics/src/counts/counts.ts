/**
 * What a set of samples counts to: all that metrics of predicted classes need to know of it.
 *
 * Counts add up: the sum of the values of two sets of samples are the values of both together, so a resample is a sum of
 * the counts of its units.
 */
export interface Counts {
  readonly task: 'single-label' | 'multi-label';
  readonly classCount: number;
  /**
   * Single-label: the confusion matrix, row by row, true class by predicted class.
   * Multi-label: for each class the samples that hold it and are predicted to, then for each class those predicted to,
   * then for each class those that hold it, then the number of samples, then that of samples predicted exactly.
   */
  readonly values: Float64Array;
}

/** How many values counts of a task have. */
export function countsLength({ task, classCount }: Pick<Counts, 'task' | 'classCount'>): number {
  return task === 'single-label' ? classCount * classCount : 3 * classCount + 2;
}

/** Where the parts of multi-label counts begin. */
export function multiLabelParts(classCount: number): {
  readonly hits: number;
  readonly predicted: number;
  readonly support: number;
  readonly samples: number;
  readonly exact: number;
} {
  return {
    hits: 0,
    predicted: classCount,
    support: 2 * classCount,
    samples: 3 * classCount,
    exact: 3 * classCount + 1,
  };
}
