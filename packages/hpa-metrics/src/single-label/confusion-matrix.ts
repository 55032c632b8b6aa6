import { argmax } from './argmax.js';
import { countConfusion } from './count-confusion.js';
import { requireClassification } from './require-classification.js';
import type { ClassificationData } from './types.js';

/**
 * Counts samples by true class (row) and predicted class (column).
 *
 * The predicted class is the most probable one; the lowest index wins a tie.
 *
 * @returns A square matrix over all classes, including those that never occur.
 * @throws RangeError if there are no samples, or labels or scores are not as {@link ClassificationData} requires.
 *
 * @example
 * import { confusionMatrix } from '@hpa/metrics';
 * confusionMatrix({ labels: [0, 1], scores: [[0.9, 0.1], [0.8, 0.2]] }); // [[1, 0], [1, 0]]
 */
export function confusionMatrix(data: ClassificationData): number[][] {
  const { labels, scores, classCount } = requireClassification(data);
  return countConfusion({ labels, predictions: scores.map(argmax) }, { classCount });
}
