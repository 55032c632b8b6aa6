import { argmax } from '../single-label/argmax.js';
import { requireClassification } from '../single-label/require-classification.js';
import type { ClassificationData } from '../single-label/types.js';

/**
 * Sorts samples by the probability of their predicted class into bins of equal width: a reliability diagram.
 *
 * Bin k holds the samples whose highest probability is in (k/bins, (k + 1)/bins]. The default is 15 bins, as in
 * Guo et al., arXiv 1706.04599.
 *
 * @returns For each bin the number of samples, their accuracy and their mean probability of the predicted class
 * (`confidence`); both are null for an empty bin.
 * @throws RangeError if there are no samples, labels or scores are not as {@link ClassificationData} requires, or
 * `bins` is not a positive integer.
 *
 * @example
 * import { calibrationBins } from '@hpa/metrics';
 * calibrationBins({ labels: [0], scores: [[0.75, 0.25]] }, { bins: 2 })[1].confidence; // 0.75
 */
export function calibrationBins(
  data: ClassificationData,
  { bins = 15 }: { readonly bins?: number | undefined } = {},
): { readonly count: number; readonly accuracy: number | null; readonly confidence: number | null }[] {
  const { labels, scores } = requireClassification(data);
  if (!Number.isInteger(bins) || bins < 1) {
    throw new RangeError(`bins must be a positive integer; received ${bins}`);
  }
  const sums = Array.from({ length: bins }, () => ({ count: 0, correct: 0, confidence: 0 }));
  for (const [sample, row] of scores.entries()) {
    const predicted = argmax(row);
    const confidence = row[predicted]!;
    const bin = sums[binIndex(confidence, { bins })]!;
    bin.count += 1;
    bin.correct += predicted === labels[sample] ? 1 : 0;
    bin.confidence += confidence;
  }
  return sums.map(({ count, correct, confidence }) => ({
    count,
    accuracy: count === 0 ? null : correct / count,
    confidence: count === 0 ? null : confidence / count,
  }));
}

function binIndex(confidence: number, { bins }: { bins: number }): number {
  const bin = Math.min(Math.ceil(confidence * bins), bins) - 1;
  // The product can round up past the closed upper end of a bin: 0.14 * 50 is 7.000000000000001.
  return confidence <= bin / bins ? bin - 1 : bin;
}
