import type { ClassificationData } from '../types.js';
import { argmax } from './argmax.js';
import { countConfusion } from './count-confusion.js';
import { requireClassification } from './require-classification.js';

/**
 * Counts samples by true class (row) and predicted class (column).
 *
 * The predicted class is the most probable one, the lowest index among ties.
 *
 * @returns A square matrix over all classes, those that never occur included.
 * @throws RangeError on no samples, or on labels or scores that are not what {@link ClassificationData} says.
 *
 * @example
 * confusionMatrix({ labels: [0, 1], scores: [[0.9, 0.1], [0.8, 0.2]] }); // [[1, 0], [1, 0]]
 */
export function confusionMatrix({ labels, scores }: ClassificationData): number[][] {
  const classCount = requireClassification({ labels, scores });
  return countConfusion({ labels, predictions: scores.map(argmax) }, { classCount });
}
