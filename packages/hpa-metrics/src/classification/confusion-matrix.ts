import { binaryCounts } from '../counts/class-counts.js';
import type { Counts } from '../counts/counts.js';
import { countsOf } from '../counts/counts-of.js';
import type { ClassificationData } from '../data/types.js';

/**
 * Counts samples by true class (row) and predicted class (column).
 *
 * Single-label: one square matrix over all classes, including those that never occur. The predicted class is the most
 * probable one; the lowest index wins a tie. Multi-label: one matrix [[true negatives, false positives], [false negatives,
 * true positives]] per class, as scikit-learn's multilabel_confusion_matrix. A class is predicted where its score is at
 * least its threshold.
 *
 * @throws RangeError if there are no samples, or labels or scores are not as {@link ClassificationData} requires.
 *
 * @example
 * import { confusionMatrix } from '@hpa/metrics';
 * confusionMatrix({ labels: [0, 1], scores: [[0.9, 0.1], [0.8, 0.2]] }); // [[1, 0], [1, 0]]
 *
 * @example
 * import { confusionMatrix } from '@hpa/metrics';
 * confusionMatrix({ task: 'multi-label', labels: [[0, 1], []], scores: [[0.9, 0.8], [0.6, 0.1]] })[0]; // [[0, 1], [0, 1]]
 */
export function confusionMatrix(data: Extract<ClassificationData, { task: 'multi-label' }>): number[][][];
export function confusionMatrix(data: Exclude<ClassificationData, { task: 'multi-label' }>): number[][];
export function confusionMatrix(data: ClassificationData): number[][] | number[][][];
export function confusionMatrix(data: ClassificationData): number[][] | number[][][] {
  const counts = countsOf(data);
  return counts.task === 'multi-label' ? confusionPerClass(counts) : confusionOfCounts(counts);
}

/** The matrix of single-label counts. */
export function confusionOfCounts({ classCount, values }: Counts): number[][] {
  return Array.from({ length: classCount }, (_, row) =>
    Array.from(values.subarray(row * classCount, (row + 1) * classCount)),
  );
}

/** One matrix of two classes per class of multi-label counts. */
export function confusionPerClass(counts: Counts): number[][][] {
  return binaryCounts(counts).map(confusionOfCounts);
}
