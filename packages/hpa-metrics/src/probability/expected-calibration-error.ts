import type { ClassificationData } from '../single-label/types.js';
import { calibrationBins } from './calibration-bins.js';

/**
 * The expected calibration error: the mean gap between confidence and accuracy, in [0, 1].
 *
 * Sum of count/n |accuracy - mean confidence| over {@link calibrationBins} (Guo et al., arXiv 1706.04599,
 * equation 3); 15 bins by default.
 *
 * @throws RangeError if there are no samples, labels or scores are not as {@link ClassificationData} requires, or
 * `bins` is not a positive integer.
 *
 * @example
 * import { expectedCalibrationError } from '@hpa/metrics';
 * expectedCalibrationError({ labels: [0], scores: [[0.75, 0.25]] }); // 0.25
 */
export function expectedCalibrationError(
  data: ClassificationData,
  { bins = 15 }: { readonly bins?: number | undefined } = {},
): number {
  let sum = 0;
  for (const { count, accuracy, confidence } of calibrationBins(data, { bins })) {
    if (accuracy !== null && confidence !== null) {
      sum += count * Math.abs(accuracy - confidence);
    }
  }
  return sum / data.labels.length;
}
