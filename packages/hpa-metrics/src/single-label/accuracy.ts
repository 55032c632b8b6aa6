import { confusionMatrix } from './confusion-matrix.js';
import { requireConfusion } from './require-confusion.js';
import type { ClassificationData, ConfusionMatrix } from './types.js';

/**
 * The share of samples whose most probable class is the true one, in [0, 1].
 *
 * @throws RangeError if there are no samples, or labels or scores are not as {@link ClassificationData} requires.
 *
 * @example
 * import { accuracy } from '@hpa/metrics';
 * accuracy({ labels: [0, 1], scores: [[0.9, 0.1], [0.6, 0.4]] }); // 0.5
 */
export function accuracy(data: ClassificationData): number {
  return accuracyFromConfusion(confusionMatrix(data));
}

/**
 * The share of samples on the diagonal of a confusion matrix, in [0, 1].
 *
 * @throws RangeError if the matrix is empty, not square or not made of counts.
 *
 * @example
 * import { accuracyFromConfusion } from '@hpa/metrics';
 * accuracyFromConfusion([[1, 0], [1, 0]]); // 0.5
 */
export function accuracyFromConfusion(confusion: ConfusionMatrix): number {
  let correct = 0;
  let total = 0;
  for (const [trueClass, row] of requireConfusion(confusion).entries()) {
    correct += row[trueClass]!;
    for (const count of row) {
      total += count;
    }
  }
  return correct / total;
}
