import { confusionMatrix } from './confusion-matrix.js';
import { requireConfusion } from './require-confusion.js';
import type { ClassificationData, ConfusionMatrix } from './types.js';

/**
 * Matthews correlation coefficient of true and predicted classes, in [-1, 1]; chance level is 0.
 *
 * The multiclass form, R_K (Gorodkin 2004, doi 10.1016/j.compbiolchem.2004.09.006).
 *
 * @throws RangeError if there are no samples, or labels or scores are not as {@link ClassificationData} requires.
 *
 * @example
 * import { matthewsCorrelation } from '@hpa/metrics';
 * matthewsCorrelation({ labels: [0, 1], scores: [[0.9, 0.1], [0.4, 0.6]] }); // 1
 */
export function matthewsCorrelation(data: ClassificationData): number {
  return matthewsCorrelationFromConfusion(confusionMatrix(data));
}

/**
 * Matthews correlation coefficient of a confusion matrix, in [-1, 1].
 *
 * With n samples, c correct ones, t_k true and p_k predicted ones of class k:
 * (c n - sum t_k p_k) / sqrt((n^2 - sum p_k^2) (n^2 - sum t_k^2)). It is 0 if the root is 0, that is, if all labels
 * or all predictions are of one class.
 *
 * @throws RangeError if the matrix is empty, not square or not made of counts.
 *
 * @example
 * import { matthewsCorrelationFromConfusion } from '@hpa/metrics';
 * matthewsCorrelationFromConfusion([[0, 2], [2, 0]]); // -1
 */
export function matthewsCorrelationFromConfusion(confusion: ConfusionMatrix): number {
  let n = 0;
  let c = 0;
  let tp = 0;
  let tt = 0;
  let pp = 0;
  for (const [k, row] of requireConfusion(confusion).entries()) {
    const t = row.reduce((sum, count) => sum + count, 0);
    const p = confusion.reduce((sum, other) => sum + other[k]!, 0);
    n += t;
    c += row[k]!;
    tp += t * p;
    tt += t * t;
    pp += p * p;
  }
  const root = Math.sqrt((n * n - pp) * (n * n - tt));
  return root === 0 ? 0 : (c * n - tp) / root;
}
