import { mean } from '../counts/mean.js';
import { requireData } from '../data/require-data.js';
import type { CheckedData, ClassificationData, MultiLabelData } from '../data/types.js';

/**
 * The Brier score: the squared distance from scores to the truth, averaged over samples.
 *
 * Single-label: the distance of a row of scores to the one-hot truth, summed over classes as in Brier 1950, in [0, 2]; the
 * two-class form often quoted is half of this. Multi-label: the distance of each score to 0 or 1, averaged over all pairs
 * of a sample and a class, in [0, 1].
 *
 * @throws RangeError if there are no samples, or labels or scores are not as {@link ClassificationData} requires.
 *
 * @example
 * import { brierScore } from '@hpa/metrics';
 * brierScore({ labels: [0], scores: [[0.5, 0.5]] }); // 0.5
 */
export function brierScore(data: ClassificationData): number {
  return brierScoreOf(requireData(data));
}

/** The Brier score of checked data. */
export function brierScoreOf(data: CheckedData): number {
  if (data.task === 'multi-label') {
    return mean(brierScorePerClass(data));
  }
  const { labels, scores, classCount, sampleCount } = data;
  let sum = 0;
  for (const [sample, label] of labels.entries()) {
    for (let index = 0; index < classCount; index++) {
      const truth = index === label ? 1 : 0;
      sum += (scores[sample * classCount + index]! - truth) ** 2;
    }
  }
  return sum / sampleCount;
}

/** The Brier score of each class against its absence, in [0, 1]. */
export function brierScorePerClass({
  indicators,
  scores,
  classCount,
  sampleCount,
}: MultiLabelData): number[] {
  const sums = new Float64Array(classCount);
  for (let sample = 0, at = 0; sample < sampleCount; sample++) {
    for (let index = 0; index < classCount; index++, at++) {
      sums[index]! += (scores[at]! - indicators[at]!) ** 2;
    }
  }
  return Array.from(sums, (sum) => sum / sampleCount);
}
