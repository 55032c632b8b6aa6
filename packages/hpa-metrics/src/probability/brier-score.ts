import { requireClassification } from '../single-label/require-classification.js';
import type { ClassificationData } from '../types.js';

/**
 * The Brier score: mean over samples of the squared distance from the row to the one-hot truth, in [0, 2].
 *
 * Summed over classes as Brier 1950 has it; the two-class form that others quote is half of this.
 *
 * @throws RangeError on no samples, or on labels or scores that are not what {@link ClassificationData} says.
 *
 * @example
 * brierScore({ labels: [0], scores: [[0.5, 0.5]] }); // 0.5
 */
export function brierScore({ labels, scores }: ClassificationData): number {
  requireClassification({ labels, scores });
  let sum = 0;
  scores.forEach((row, sample) => {
    row.forEach((probability, index) => {
      const truth = index === labels[sample] ? 1 : 0;
      sum += (probability - truth) ** 2;
    });
  });
  return sum / labels.length;
}
