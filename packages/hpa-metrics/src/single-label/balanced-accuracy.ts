import { confusionMatrix } from './confusion-matrix.js';
import { perClassFromConfusion } from './per-class.js';
import type { ClassificationData, ConfusionMatrix } from './types.js';

/**
 * The mean recall over the classes that occur in the labels, in [0, 1].
 *
 * Always predicting one class, or predicting any class at random, scores one over the number of those classes.
 *
 * @throws RangeError if there are no samples, or labels or scores are not as {@link ClassificationData} requires.
 *
 * @example
 * import { balancedAccuracy } from '@hpa/metrics';
 * balancedAccuracy({ labels: [0, 0, 1], scores: [[0.9, 0.1], [0.8, 0.2], [0.7, 0.3]] }); // 0.5
 */
export function balancedAccuracy(data: ClassificationData): number {
  return balancedAccuracyFromConfusion(confusionMatrix(data));
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
