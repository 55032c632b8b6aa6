import type { ClassificationData, ConfusionMatrix } from '../types.js';
import { confusionMatrix } from './confusion-matrix.js';
import { macroAverageFromConfusion } from './macro-average.js';

/**
 * The mean F1 over the classes that occur, however rare, in [0, 1].
 *
 * A class occurs where it is the label or the prediction of any sample, as in scikit-learn's default. One that
 * occurs and is never predicted, or the reverse, counts 0.
 *
 * @throws RangeError on no samples, or on labels or scores that are not what {@link ClassificationData} says.
 *
 * @example
 * macroF1({ labels: [0, 1], scores: [[0.9, 0.1], [0.6, 0.4]] }); // 0.3333333333333333
 */
export function macroF1(data: ClassificationData): number {
  return macroF1FromConfusion(confusionMatrix(data));
}

/**
 * The mean F1 over the classes of a confusion matrix whose row or column counts any sample, in [0, 1].
 *
 * @throws RangeError where the matrix is not square, not made of counts, or empty.
 *
 * @example
 * macroF1FromConfusion([[1, 0], [1, 0]]); // 0.3333333333333333
 */
export function macroF1FromConfusion(confusion: ConfusionMatrix): number {
  return macroAverageFromConfusion(confusion).f1;
}
