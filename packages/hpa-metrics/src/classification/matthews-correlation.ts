import { binaryCounts, classCounts } from '../counts/class-counts.js';
import type { Counts } from '../counts/counts.js';
import { countsOf } from '../counts/counts-of.js';
import { mean } from '../counts/mean.js';
import type { ClassificationData } from '../data/types.js';

/**
 * Matthews correlation coefficient of true and predicted classes, in [-1, 1]; chance level is 0.
 *
 * The multiclass form, R_K (Gorodkin 2004, doi 10.1016/j.compbiolchem.2004.09.006). With n samples, c correct ones, t_k
 * true and p_k predicted ones of class k: (c n - sum t_k p_k) / sqrt((n^2 - sum p_k^2) (n^2 - sum t_k^2)). It is 0 if the
 * root is 0, that is, if all labels or all predictions are of one class. Multi-label: the mean over all classes, each
 * against its absence.
 *
 * @throws RangeError if there are no samples, or labels or scores are not as {@link ClassificationData} requires.
 *
 * @example
 * import { matthewsCorrelation } from '@hpa/metrics';
 * matthewsCorrelation({ labels: [0, 1], scores: [[0.9, 0.1], [0.4, 0.6]] }); // 1
 */
export function matthewsCorrelation(data: ClassificationData): number {
  return matthewsCorrelationOfCounts(countsOf(data));
}

/** Matthews correlation coefficient of what counts count. */
export function matthewsCorrelationOfCounts(counts: Counts): number {
  if (counts.task === 'multi-label') {
    return mean(binaryCounts(counts).map(matthewsCorrelationOfCounts));
  }
  let n = 0;
  let c = 0;
  let tp = 0;
  let tt = 0;
  let pp = 0;
  for (const { hits, predicted, support } of classCounts(counts)) {
    n += support;
    c += hits;
    tp += support * predicted;
    tt += support * support;
    pp += predicted * predicted;
  }
  const root = Math.sqrt((n * n - pp) * (n * n - tt));
  return root === 0 ? 0 : (c * n - tp) / root;
}
