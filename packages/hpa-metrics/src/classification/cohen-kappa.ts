import { binaryCounts, classCounts } from '../counts/class-counts.js';
import type { Counts } from '../counts/counts.js';
import { countsOf } from '../counts/counts-of.js';
import { mean } from '../counts/mean.js';
import type { ClassificationData } from '../data/types.js';

/**
 * Cohen's kappa: the agreement of true and predicted classes beyond chance, in [-1, 1]; chance level is 0.
 *
 * Unweighted, as in Cohen 1960 (doi 10.1177/001316446002000104). With n samples, c correct ones, t_k true and p_k
 * predicted ones of class k: (c n - sum t_k p_k) / (n^2 - sum t_k p_k), that is (p_o - p_e) / (1 - p_e) with observed
 * agreement p_o = c / n and chance agreement p_e = sum t_k p_k / n^2. It is 0 if all labels and all predictions are of
 * one class, for which scikit-learn gives NaN. Multi-label: the mean over all classes, each against its absence.
 *
 * @throws RangeError if there are no samples, or labels or scores are not as {@link ClassificationData} requires.
 *
 * @example
 * import { cohenKappa } from '@hpa/metrics';
 * cohenKappa({ labels: [0, 1], scores: [[0.9, 0.1], [0.4, 0.6]] }); // 1
 */
export function cohenKappa(data: ClassificationData): number {
  return cohenKappaOfCounts(countsOf(data));
}

/** Cohen's kappa of what counts count. */
export function cohenKappaOfCounts(counts: Counts): number {
  if (counts.task === 'multi-label') {
    return mean(binaryCounts(counts).map(cohenKappaOfCounts));
  }
  let n = 0;
  let c = 0;
  let tp = 0;
  for (const { hits, predicted, support } of classCounts(counts)) {
    n += support;
    c += hits;
    tp += support * predicted;
  }
  const chance = n * n - tp;
  return chance === 0 ? 0 : (c * n - tp) / chance;
}
