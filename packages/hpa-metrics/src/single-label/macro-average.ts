import type { ClassificationData, ConfusionMatrix } from '../types.js';
import { confusionMatrix } from './confusion-matrix.js';
import { perClassFromConfusion } from './per-class.js';

/** Unweighted means over the classes that occur, each in [0, 1]. */
export interface MacroAverage {
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
}

/**
 * Precision, recall and F1, each averaged over the classes that occur, however rare.
 *
 * A class occurs where it is the label or the prediction of any sample, as scikit-learn has it: one that a
 * bootstrap draw happens to miss must not count as a failure. `f1` is the mean of the F1s, not the F1 of the
 * means (Opitz and Burst, arXiv 1911.03347, section 2).
 *
 * @throws RangeError on no samples, or on labels or scores that are not what {@link ClassificationData} says.
 *
 * @example
 * macroAverage({ labels: [0, 1], scores: [[0.9, 0.1], [0.4, 0.6]] }).recall; // 1
 */
export function macroAverage(data: ClassificationData): MacroAverage {
  return macroAverageFromConfusion(confusionMatrix(data));
}

/**
 * Precision, recall and F1 of a confusion matrix, each averaged over the classes whose row or column counts any.
 *
 * @throws RangeError where the matrix is not square, not made of counts, or empty.
 *
 * @example
 * macroAverageFromConfusion([[3, 0], [1, 0]]).precision; // 0.375
 */
export function macroAverageFromConfusion(confusion: ConfusionMatrix): MacroAverage {
  const occurring = perClassFromConfusion(confusion).filter((_, index) => occurs(confusion, index));
  const mean = (name: keyof MacroAverage): number =>
    occurring.reduce((sum, scores) => sum + scores[name], 0) / occurring.length;
  return { precision: mean('precision'), recall: mean('recall'), f1: mean('f1') };
}

function occurs(confusion: ConfusionMatrix, index: number): boolean {
  return confusion[index]!.some((count) => count > 0) || confusion.some((row) => row[index]! > 0);
}
