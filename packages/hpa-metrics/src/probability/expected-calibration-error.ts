import type { ClassificationData } from '../types.js';
import { calibrationBins } from './calibration-bins.js';

/**
 * The expected calibration error: by how much confidence and accuracy differ, on average over samples, in [0, 1].
 *
 * Sum over bins of count/n |accuracy - mean confidence| (Guo et al., arXiv 1706.04599, equation 3), over
 * {@link calibrationBins}.
 *
 * @throws RangeError on no samples, on labels or scores that are not what {@link ClassificationData} says, or
 * where `bins` is not a positive integer.
 *
 * @example
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
