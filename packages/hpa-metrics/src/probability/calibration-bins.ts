import { argmax } from '../single-label/argmax.js';
import { requireClassification } from '../single-label/require-classification.js';
import type { ClassificationData } from '../types.js';

/** What one bin of winning probabilities promises (confidence) and keeps (accuracy); null where it is empty. */
export interface CalibrationBin {
  readonly count: number;
  readonly accuracy: number | null;
  readonly confidence: number | null;
}

/**
 * Sorts samples by the probability of their predicted class into equally wide bins: a reliability diagram.
 *
 * Bin k holds winning probabilities in (k/bins, (k + 1)/bins]; 15 bins unless told, as in Guo et al.,
 * arXiv 1706.04599.
 *
 * @throws RangeError on no samples, on labels or scores that are not what {@link ClassificationData} says, or
 * where `bins` is not a positive integer.
 *
 * @example
 * calibrationBins({ labels: [0], scores: [[0.75, 0.25]] }, { bins: 2 })[1].confidence; // 0.75
 */
export function calibrationBins(
  { labels, scores }: ClassificationData,
  { bins = 15 }: { readonly bins?: number | undefined } = {},
): CalibrationBin[] {
  requireClassification({ labels, scores });
  if (!Number.isInteger(bins) || bins < 1) {
    throw new RangeError(`bins must be a positive integer; received ${bins}`);
  }
  const sums = Array.from({ length: bins }, () => ({ count: 0, correct: 0, confidence: 0 }));
  scores.forEach((row, sample) => {
    const predicted = argmax(row);
    const confidence = row[predicted]!;
    const bin = sums[binOf(confidence, { bins })]!;
    bin.count += 1;
    bin.correct += predicted === labels[sample] ? 1 : 0;
    bin.confidence += confidence;
  });
  return sums.map(({ count, correct, confidence }) => ({
    count,
    accuracy: count === 0 ? null : correct / count,
    confidence: count === 0 ? null : confidence / count,
  }));
}

function binOf(confidence: number, { bins }: { bins: number }): number {
  const bin = Math.min(Math.ceil(confidence * bins), bins) - 1;
  // The product may round up past a bin's closed upper end: 0.14 * 50 is 7.000000000000001.
  return confidence <= bin / bins ? bin - 1 : bin;
}
