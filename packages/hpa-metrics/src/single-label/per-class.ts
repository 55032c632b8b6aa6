import { confusionMatrix } from './confusion-matrix.js';
import { requireConfusion } from './require-confusion.js';
import type { ClassificationData, ConfusionMatrix } from './types.js';

/** How well one class is separated from the others; 0/0 counts as 0. */
export interface ClassScores {
  /** The share of samples predicted as this class that belong to it, in [0, 1]. */
  readonly precision: number;
  /** The share of samples of this class that are predicted as it, in [0, 1]. */
  readonly recall: number;
  /** The harmonic mean of precision and recall, in [0, 1]. */
  readonly f1: number;
  /** The number of samples of this class. */
  readonly support: number;
}

/**
 * Precision, recall, F1 and support of each class, in class order.
 *
 * @throws RangeError if there are no samples, or labels or scores are not as {@link ClassificationData} requires.
 *
 * @example
 * import { perClass } from '@hpa/metrics';
 * perClass({ labels: [0, 1], scores: [[0.9, 0.1], [0.4, 0.6]] })[1].recall; // 1
 */
export function perClass(data: ClassificationData): ClassScores[] {
  return perClassFromConfusion(confusionMatrix(data));
}

/**
 * Precision, recall, F1 and support of each class of a confusion matrix; 0/0 counts as 0.
 *
 * With t true positives, P predicted and S true samples of a class: precision t/P, recall t/S, F1 2t/(P + S).
 *
 * @throws RangeError if the matrix is empty, not square or not made of counts.
 */
export function perClassFromConfusion(confusion: ConfusionMatrix): ClassScores[] {
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
