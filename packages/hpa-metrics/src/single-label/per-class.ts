import type { ClassificationData, ConfusionMatrix } from '../types.js';
import { confusionMatrix } from './confusion-matrix.js';
import { requireConfusion } from './require-confusion.js';

/** How well one class is told from the others; 0/0 counts as 0. */
export interface ClassScores {
  /** Share of the samples predicted as this class that are of it, in [0, 1]. */
  readonly precision: number;
  /** Share of the samples of this class that are predicted as it, in [0, 1]. */
  readonly recall: number;
  /** Harmonic mean of precision and recall, in [0, 1]. */
  readonly f1: number;
  /** How many samples are of this class. */
  readonly support: number;
}

/**
 * Precision, recall, F1 and support of every class, in the order of the classes.
 *
 * @throws RangeError on no samples, or on labels or scores that are not what {@link ClassificationData} says.
 *
 * @example
 * perClass({ labels: [0, 1], scores: [[0.9, 0.1], [0.4, 0.6]] })[1].recall; // 1
 */
export function perClass(data: ClassificationData): ClassScores[] {
  return perClassFromConfusion(confusionMatrix(data));
}

/**
 * Precision, recall, F1 and support of every class of a confusion matrix; 0/0 counts as 0.
 *
 * With t true positives, P predicted and S true samples of a class: precision t/P, recall t/S, F1 2t/(P + S).
 *
 * @throws RangeError where the matrix is not square, not made of counts, or empty.
 *
 * @example
 * perClassFromConfusion([[3, 0], [1, 0]])[0].precision; // 0.75
 */
export function perClassFromConfusion(confusion: ConfusionMatrix): ClassScores[] {
  requireConfusion(confusion);
  return confusion.map((row, index) => {
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
