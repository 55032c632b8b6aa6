import type { ClassificationData, ConfusionMatrix } from '../types.js';
import { confusionMatrix } from './confusion-matrix.js';
import { perClassFromConfusion } from './per-class.js';

/**
 * The mean recall over the classes that occur in the labels, in [0, 1].
 *
 * Guessing one class always, or any class at random, scores one over the number of those classes.
 *
 * @throws RangeError on no samples, or on labels or scores that are not what {@link ClassificationData} says.
 *
 * @example
 * balancedAccuracy({ labels: [0, 0, 1], scores: [[0.9, 0.1], [0.8, 0.2], [0.7, 0.3]] }); // 0.5
 */
export function balancedAccuracy(data: ClassificationData): number {
  return balancedAccuracyFromConfusion(confusionMatrix(data));
}

/**
 * The mean recall over the classes that a confusion matrix has samples of, in [0, 1].
 *
 * @throws RangeError where the matrix is not square, not made of counts, or empty.
 *
 * @example
 * balancedAccuracyFromConfusion([[2, 0], [1, 0]]); // 0.5
 */
export function balancedAccuracyFromConfusion(confusion: ConfusionMatrix): number {
  const present = perClassFromConfusion(confusion).filter(({ support }) => support > 0);
  return present.reduce((sum, { recall }) => sum + recall, 0) / present.length;
}
