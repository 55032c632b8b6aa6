import { requireClassification } from '../single-label/require-classification.js';
import type { ClassificationData } from '../single-label/types.js';

/** Keeps a certain but wrong prediction finite, at 34.5 nats. */
const MINIMUM_PROBABILITY = 1e-15;

/**
 * The mean negative natural logarithm of the probability of the true class, in nats, at least 0.
 *
 * The probability is clipped to [1e-15, 1 - 1e-15]; rows are not renormalized.
 *
 * @throws RangeError if there are no samples, or labels or scores are not as {@link ClassificationData} requires.
 *
 * @example
 * import { logLoss } from '@hpa/metrics';
 * logLoss({ labels: [0], scores: [[0.5, 0.5]] }); // 0.6931471805599453
 */
export function logLoss(data: ClassificationData): number {
  const { labels, scores } = requireClassification(data);
  let sum = 0;
  for (const [sample, row] of scores.entries()) {
    const probability = row[labels[sample]!]!;
    sum -= Math.log(Math.min(Math.max(probability, MINIMUM_PROBABILITY), 1 - MINIMUM_PROBABILITY));
  }
  return sum / labels.length;
}
