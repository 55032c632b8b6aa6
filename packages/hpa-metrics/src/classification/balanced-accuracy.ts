import { classCounts } from '../counts/class-counts.js';
import type { Counts } from '../counts/counts.js';
import { countsOf } from '../counts/counts-of.js';
import { mean } from '../counts/mean.js';
import type { ClassificationData } from '../data/types.js';

/**
 * The mean recall over the classes that occur in the labels, in [0, 1]; of single-label data only.
 *
 * Always predicting one class, or predicting any class at random, scores one over the number of those classes.
 *
 * @throws RangeError if there are no samples, labels or scores are not as {@link ClassificationData} requires, or the task
 * is multi-label.
 *
 * @example
 * import { balancedAccuracy } from '@hpa/metrics';
 * balancedAccuracy({ labels: [0, 0, 1], scores: [[0.9, 0.1], [0.8, 0.2], [0.7, 0.3]] }); // 0.5
 */
export function balancedAccuracy(data: ClassificationData): number {
  return balancedAccuracyOfCounts(countsOf(data));
}

/**
 * The balanced accuracy of what counts count.
 *
 * @throws RangeError if the task is multi-label.
 */
export function balancedAccuracyOfCounts(counts: Counts): number {
  if (counts.task === 'multi-label') {
    // With every class predicted of every sample, mean recall would be 1.
    throw new RangeError(
      'balancedAccuracy needs single-label data; received multi-label data, of which averagedScores gives the macro recall',
    );
  }
  const present = classCounts(counts).filter(({ support }) => support > 0);
  return mean(present.map(({ hits, support }) => hits / support));
}
