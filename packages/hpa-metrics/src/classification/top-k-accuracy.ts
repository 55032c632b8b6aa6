import { requireData } from '../data/require-data.js';
import type { CheckedData, ClassificationData } from '../data/types.js';

/**
 * The share of samples with a true class among their k most probable ones, in [0, 1].
 *
 * The lowest class index wins a tie. Multi-label: one of the true classes is enough, thresholds do not matter, and a sample
 * without classes counts 0. With k = 1 and single-label data this is the accuracy.
 *
 * @throws RangeError if there are no samples, labels or scores are not as {@link ClassificationData} requires, or `k` is not
 * an integer in [1, classes].
 *
 * @example
 * import { topKAccuracy } from '@hpa/metrics';
 * topKAccuracy({ labels: [2, 1], scores: [[0.5, 0.2, 0.3], [0.6, 0.1, 0.3]] }, { k: 2 }); // 0.5
 */
export function topKAccuracy(data: ClassificationData, { k }: { readonly k: number }): number {
  const checked = requireData(data);
  const { sampleCount, classCount } = checked;
  if (!Number.isInteger(k) || k < 1 || k > classCount) {
    throw new RangeError(`k must be an integer in [1, ${classCount}]; received ${k}`);
  }
  let hits = 0;
  for (let sample = 0; sample < sampleCount; sample++) {
    hits += bestRank(checked, { sample }) < k ? 1 : 0;
  }
  return hits / sampleCount;
}

/** How many classes are ranked above the highest true class of a sample; infinite if it has none. */
function bestRank(data: CheckedData, { sample }: { readonly sample: number }): number {
  const { scores, classCount } = data;
  const from = sample * classCount;
  const best = highestTrueClass(data, { sample });
  if (best === -1) {
    return Number.POSITIVE_INFINITY;
  }
  const score = scores[from + best]!;
  let above = 0;
  for (let index = 0; index < classCount; index++) {
    const other = scores[from + index]!;
    above += other > score || (other === score && index < best) ? 1 : 0;
  }
  return above;
}

function highestTrueClass(data: CheckedData, { sample }: { readonly sample: number }): number {
  if (data.task === 'single-label') {
    return data.labels[sample]!;
  }
  const { scores, indicators, classCount } = data;
  const from = sample * classCount;
  let best = -1;
  for (let index = 0; index < classCount; index++) {
    if (indicators[from + index] === 1 && (best === -1 || scores[from + index]! > scores[from + best]!)) {
      best = index;
    }
  }
  return best;
}
