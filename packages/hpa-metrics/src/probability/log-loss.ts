import { mean } from '../counts/mean.js';
import { requireData } from '../data/require-data.js';
import type { CheckedData, ClassificationData, MultiLabelData } from '../data/types.js';

/** Keeps a certain but wrong prediction finite, at 34.5 nats. */
const MINIMUM_PROBABILITY = 1e-15;

/**
 * The mean negative natural logarithm of the probability of what is true, in nats, at least 0.
 *
 * Single-label: of the true class. Multi-label: of the presence or absence of each class, averaged over all pairs of a
 * sample and a class. The probability is clipped to [1e-15, 1 - 1e-15]; rows are not renormalized.
 *
 * @throws RangeError if there are no samples, or labels or scores are not as {@link ClassificationData} requires.
 *
 * @example
 * import { logLoss } from '@hpa/metrics';
 * logLoss({ labels: [0], scores: [[0.5, 0.5]] }); // 0.6931471805599453
 */
export function logLoss(data: ClassificationData): number {
  return logLossOf(requireData(data));
}

/** The log loss of checked data. */
export function logLossOf(data: CheckedData): number {
  if (data.task === 'multi-label') {
    return mean(logLossPerClass(data));
  }
  const { labels, scores, classCount, sampleCount } = data;
  let sum = 0;
  for (const [sample, label] of labels.entries()) {
    sum -= Math.log(clipped(scores[sample * classCount + label]!));
  }
  return sum / sampleCount;
}

/** The log loss of each class against its absence. */
export function logLossPerClass({ indicators, scores, classCount, sampleCount }: MultiLabelData): number[] {
  const sums = new Float64Array(classCount);
  for (let sample = 0, at = 0; sample < sampleCount; sample++) {
    for (let index = 0; index < classCount; index++, at++) {
      const probability = clipped(scores[at]!);
      sums[index]! -= Math.log(indicators[at] === 1 ? probability : 1 - probability);
    }
  }
  return Array.from(sums, (sum) => sum / sampleCount);
}

function clipped(probability: number): number {
  return Math.min(Math.max(probability, MINIMUM_PROBABILITY), 1 - MINIMUM_PROBABILITY);
}
