import { confusionMatrix } from './confusion-matrix.js';
import { requireConfusion } from './require-confusion.js';
import type { ClassificationData, ConfusionMatrix } from './types.js';

/**
 * Cohen's kappa: the agreement of true and predicted classes beyond chance, in [-1, 1]; chance level is 0.
 *
 * Unweighted, as in Cohen 1960 (doi 10.1177/001316446002000104).
 *
 * @throws RangeError if there are no samples, or labels or scores are not as {@link ClassificationData} requires.
 *
 * @example
 * import { cohenKappa } from '@hpa/metrics';
 * cohenKappa({ labels: [0, 1], scores: [[0.9, 0.1], [0.4, 0.6]] }); // 1
 */
export function cohenKappa(data: ClassificationData): number {
  return cohenKappaFromConfusion(confusionMatrix(data));
}

/**
 * Cohen's kappa of a confusion matrix, in [-1, 1].
 *
 * With n samples, c correct ones, t_k true and p_k predicted ones of class k:
 * (c n - sum t_k p_k) / (n^2 - sum t_k p_k), that is (p_o - p_e) / (1 - p_e) with observed agreement p_o = c / n and
 * chance agreement p_e = sum t_k p_k / n^2. It is 0 if all labels and all predictions are of one class, for which scikit-learn gives NaN.
 *
 * @throws RangeError if the matrix is empty, not square or not made of counts.
 *
 * @example
 * import { cohenKappaFromConfusion } from '@hpa/metrics';
 * cohenKappaFromConfusion([[20, 5], [10, 15]]); // 0.4
 */
export function cohenKappaFromConfusion(confusion: ConfusionMatrix): number {
  let n = 0;
  let c = 0;
  let tp = 0;
  for (const [k, row] of requireConfusion(confusion).entries()) {
    const t = row.reduce((sum, count) => sum + count, 0);
    const p = confusion.reduce((sum, other) => sum + other[k]!, 0);
    n += t;
    c += row[k]!;
    tp += t * p;
  }
  const chance = n * n - tp;
  return chance === 0 ? 0 : (c * n - tp) / chance;
}
