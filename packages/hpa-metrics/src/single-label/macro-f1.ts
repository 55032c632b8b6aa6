import { confusionMatrix } from './confusion-matrix.js';
import { perClassFromConfusion } from './per-class.js';
import type { ClassificationData, ConfusionMatrix } from './types.js';

/**
 * The unweighted mean of F1 over the classes that occur, in [0, 1].
 *
 * A class occurs if it is the label or the prediction of any sample, as in scikit-learn's default; a class that a
 * bootstrap resample happens to miss does not count as a failure. A class that occurs in the labels only, or in the
 * predictions only, counts 0. This is the mean of the F1 scores, not the F1 of mean precision and mean recall
 * (Opitz and Burst, arXiv 1911.03347, section 2).
 *
 * @throws RangeError if there are no samples, or labels or scores are not as {@link ClassificationData} requires.
 *
 * @example
 * import { macroF1 } from '@hpa/metrics';
 * macroF1({ labels: [0, 1], scores: [[0.9, 0.1], [0.6, 0.4]] }); // 0.3333333333333333
 */
export function macroF1(data: ClassificationData): number {
  return macroF1FromConfusion(confusionMatrix(data));
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
