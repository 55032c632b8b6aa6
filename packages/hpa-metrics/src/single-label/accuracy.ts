import type { ClassificationData, ConfusionMatrix } from '../types.js';
import { confusionMatrix } from './confusion-matrix.js';
import { requireConfusion } from './require-confusion.js';

/**
 * The share of samples whose most probable class is the true one, in [0, 1].
 *
 * @throws RangeError on no samples, or on labels or scores that are not what {@link ClassificationData} says.
 *
 * @example
 * accuracy({ labels: [0, 1], scores: [[0.9, 0.1], [0.6, 0.4]] }); // 0.5
 */
export function accuracy(data: ClassificationData): number {
  return accuracyFromConfusion(confusionMatrix(data));
}

/**
 * The share of samples on the diagonal of a confusion matrix, in [0, 1].
 *
 * @throws RangeError where the matrix is not square, not made of counts, or empty.
 *
 * @example
 * accuracyFromConfusion([[1, 0], [1, 0]]); // 0.5
 */
export function accuracyFromConfusion(confusion: ConfusionMatrix): number {
  requireConfusion(confusion);
  let correct = 0;
  let total = 0;
  confusion.forEach((row, trueClass) => {
    correct += row[trueClass]!;
    for (const count of row) {
      total += count;
    }
  });
  return correct / total;
}
