import { requireConfusion } from './require-confusion.js';
import type { ConfusionMatrix } from './types.js';

/**
 * The share of samples on the diagonal of a confusion matrix, in [0, 1].
 *
 * @throws RangeError if the matrix is empty, not square or not made of counts.
 *
 * @example
 * import { accuracyFromConfusion } from '@hpa/metrics';
 * accuracyFromConfusion([[1, 0], [1, 0]]); // 0.5
 */
export function accuracyFromConfusion(confusion: ConfusionMatrix): number {
  let correct = 0;
  let total = 0;
  for (const [trueClass, row] of requireConfusion(confusion).entries()) {
    correct += row[trueClass]!;
    for (const count of row) {
      total += count;
    }
  }
  return correct / total;
}

/**
 * The mean recall over the classes with samples in a confusion matrix, in [0, 1].
 *
 * @throws RangeError if the matrix is empty, not square or not made of counts.
 *
 * @example
 * import { balancedAccuracyFromConfusion } from '@hpa/metrics';
 * balancedAccuracyFromConfusion([[2, 0], [1, 0]]); // 0.5
 */
export function balancedAccuracyFromConfusion(confusion: ConfusionMatrix): number {
  const present = perClassFromConfusion(confusion).filter(({ support }) => support > 0);
  return present.reduce((sum, { recall }) => sum + recall, 0) / present.length;
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

/**
 * The unweighted mean of F1 over the classes of a confusion matrix whose row or column has a count, in [0, 1].
 *
 * @throws RangeError if the matrix is empty, not square or not made of counts.
 *
 * @example
 * import { macroF1FromConfusion } from '@hpa/metrics';
 * macroF1FromConfusion([[1, 0], [1, 0]]); // 0.3333333333333333
 */
export function macroF1FromConfusion(confusion: ConfusionMatrix): number {
  const occurring = perClassFromConfusion(confusion).filter((_, index) => occurs(confusion, index));
  return occurring.reduce((sum, { f1 }) => sum + f1, 0) / occurring.length;
}

function occurs(confusion: ConfusionMatrix, index: number): boolean {
  return confusion[index]!.some((count) => count > 0) || confusion.some((row) => row[index]! > 0);
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

/**
 * Precision, recall, F1 and support of each class of a confusion matrix; 0/0 counts as 0.
 *
 * With t true positives, P predicted and S true samples of a class: precision t/P, recall t/S, F1 2t/(P + S).
 *
 * @throws RangeError if the matrix is empty, not square or not made of counts.
 */
export function perClassFromConfusion(
  confusion: ConfusionMatrix,
): { precision: number; recall: number; f1: number; support: number }[] {
  return requireConfusion(confusion).map((row, index) => {
    const hits = row[index]!;
    const support = row.reduce((sum, count) => sum + count, 0);
    const predicted = confusion.reduce((sum, other) => sum + other[index]!, 0);
    return {
      precision: ratio(hits, { of: predicted }),
      recall: ratio(hits, { of: support }),
      f1: ratio(2 * hits, { of: predicted + support }),
      support,
    };
  });
}

function ratio(part: number, { of }: { of: number }): number {
  return of === 0 ? 0 : part / of;
}
