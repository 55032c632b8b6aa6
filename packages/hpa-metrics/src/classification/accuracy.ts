import { type Counts, multiLabelParts } from '../counts/counts.js';
import { countsOf } from '../counts/counts-of.js';
import type { ClassificationData } from '../data/types.js';

/**
 * The share of samples that are predicted exactly, in [0, 1].
 *
 * Single-label: the most probable class is the true one. Multi-label: the predicted classes are the true ones, all of
 * them and no others (exact match, or subset accuracy); a sample of no class, predicted to hold none, counts 1.
 *
 * @throws RangeError if there are no samples, or labels or scores are not as {@link ClassificationData} requires.
 *
 * @example
 * import { accuracy } from '@hpa/metrics';
 * accuracy({ labels: [0, 1], scores: [[0.9, 0.1], [0.6, 0.4]] }); // 0.5
 *
 * @example
 * import { accuracy } from '@hpa/metrics';
 * accuracy({ task: 'multi-label', labels: [[0, 1], []], scores: [[0.9, 0.8], [0.6, 0.1]] }); // 0.5
 */
export function accuracy(data: ClassificationData): number {
  return accuracyOfCounts(countsOf(data));
}

/** The accuracy of what counts count. */
export function accuracyOfCounts({ task, classCount, values }: Counts): number {
  if (task === 'multi-label') {
    const { samples, exact } = multiLabelParts(classCount);
    return values[exact]! / values[samples]!;
  }
  let correct = 0;
  for (let index = 0; index < classCount; index++) {
    correct += values[index * classCount + index]!;
  }
  return correct / values.reduce((sum, count) => sum + count, 0);
}
