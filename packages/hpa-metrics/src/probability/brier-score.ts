import { requireClassification } from '../single-label/require-classification.js';
import type { ClassificationData } from '../single-label/types.js';

/**
 * The Brier score: the squared distance from a row of scores to the one-hot truth, averaged over samples, in [0, 2].
 *
 * Summed over classes, as in Brier 1950; the two-class form often quoted is half of this.
 *
 * @throws RangeError if there are no samples, or labels or scores are not as {@link ClassificationData} requires.
 *
 * @example
 * import { brierScore } from '@hpa/metrics';
 * brierScore({ labels: [0], scores: [[0.5, 0.5]] }); // 0.5
 */
export function brierScore(data: ClassificationData): number {
  const { labels, scores } = requireClassification(data);
  let sum = 0;
  for (const [sample, row] of scores.entries()) {
    for (const [index, probability] of row.entries()) {
      const truth = index === labels[sample] ? 1 : 0;
      sum += (probability - truth) ** 2;
    }
  }
  return sum / labels.length;
}
