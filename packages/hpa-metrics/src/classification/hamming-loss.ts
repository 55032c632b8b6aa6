import { type Counts, multiLabelParts } from '../counts/counts.js';
import { countsOf } from '../counts/counts-of.js';
import type { ClassificationData } from '../data/types.js';
import { accuracyOfCounts } from './accuracy.js';
import { summed } from './micro-f1.js';

/**
 * The share of pairs of a sample and a class that are predicted wrongly, in [0, 1].
 *
 * Of single-label data the share of samples that are, 1 - accuracy, as in scikit-learn.
 *
 * @throws RangeError if there are no samples, or labels or scores are not as {@link ClassificationData} requires.
 *
 * @example
 * import { hammingLoss } from '@hpa/metrics';
 * hammingLoss({ task: 'multi-label', labels: [[0, 1], []], scores: [[0.9, 0.8], [0.6, 0.1]] }); // 0.25
 */
export function hammingLoss(data: ClassificationData): number {
  return hammingLossOfCounts(countsOf(data));
}

/** The Hamming loss of what counts count. */
export function hammingLossOfCounts(counts: Counts): number {
  if (counts.task === 'single-label') {
    return 1 - accuracyOfCounts(counts);
  }
  const { hits, predicted, support } = summed(counts);
  const samples = counts.values[multiLabelParts(counts.classCount).samples]!;
  return (predicted + support - 2 * hits) / (samples * counts.classCount);
}
