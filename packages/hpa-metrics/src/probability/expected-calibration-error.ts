import { mean } from '../counts/mean.js';
import { requireData } from '../data/require-data.js';
import type { CheckedData, ClassificationData, MultiLabelData } from '../data/types.js';
import { type CalibrationBin, calibrationBinsOf, calibrationBinsOfClass } from './calibration-bins.js';

const DEFAULT_BINS = 15;

/**
 * The expected calibration error: the mean gap between confidence and accuracy, in [0, 1].
 *
 * Sum of count/n |accuracy - mean confidence| over bins of confidence (Guo et al., arXiv 1706.04599, equation 3); 15 bins
 * by default. Single-label: over {@link calibrationBins}. Multi-label: of the scores of each class, where accuracy is the
 * share of samples that hold it, averaged over all classes.
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
  { bins = DEFAULT_BINS }: { readonly bins?: number | undefined } = {},
): number {
  return calibrationErrorOf(requireData(data), { bins });
}

/**
 * The expected calibration error of checked data.
 *
 * @throws RangeError if `bins` is not a positive integer.
 */
export function calibrationErrorOf(
  data: CheckedData,
  { bins = DEFAULT_BINS }: { readonly bins?: number | undefined } = {},
): number {
  return data.task === 'multi-label'
    ? mean(calibrationErrorPerClass(data, { bins }))
    : meanGap(calibrationBinsOf(data, { bins }), data);
}

/**
 * The expected calibration error of the scores of each class.
 *
 * @throws RangeError if `bins` is not a positive integer.
 */
export function calibrationErrorPerClass(
  data: MultiLabelData,
  { bins = DEFAULT_BINS }: { readonly bins?: number | undefined } = {},
): number[] {
  return Array.from({ length: data.classCount }, (_, classIndex) =>
    meanGap(calibrationBinsOfClass(data, { bins, classIndex }), data),
  );
}

function meanGap(bins: readonly CalibrationBin[], { sampleCount }: { readonly sampleCount: number }): number {
  let sum = 0;
  for (const { count, accuracy, confidence } of bins) {
    if (accuracy !== null && confidence !== null) {
      sum += count * Math.abs(accuracy - confidence);
    }
  }
  return sum / sampleCount;
}
