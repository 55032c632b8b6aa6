import { requireClassification } from '../single-label/require-classification.js';
import type { ClassificationData } from '../types.js';

/** Keeps a certain but wrong prediction finite, at 34.5 nats. */
const smallest = 1e-15;

/**
 * The mean negative natural logarithm of the probability given to the true class, in nats, at least 0.
 *
 * That probability is clipped to [1e-15, 1 - 1e-15]; rows are not renormalized.
 *
 * @throws RangeError on no samples, or on labels or scores that are not what {@link ClassificationData} says.
 *
 * @example
 * logLoss({ labels: [0], scores: [[0.5, 0.5]] }); // 0.6931471805599453
 */
export function logLoss({ labels, scores }: ClassificationData): number {
  requireClassification({ labels, scores });
  let sum = 0;
  scores.forEach((row, sample) => {
    const probability = row[labels[sample]!]!;
    sum -= Math.log(Math.min(Math.max(probability, smallest), 1 - smallest));
  });
  return sum / labels.length;
}
