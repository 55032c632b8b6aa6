import { requireData } from '../data/require-data.js';
import { requireValidation } from '../data/require-validation.js';
import type { ClassificationData } from '../data/types.js';
import { expectedCalibrationError } from '../probability/expected-calibration-error.js';
import { applyTemperature } from './apply-temperature.js';
import { classTemperature } from './class-temperature.js';
import { softmaxTemperature } from './softmax-temperature.js';

/** The temperatures that make scores honest, and by how much, as plain JSON. */
export interface Temperature {
  readonly task: 'single-label' | 'multi-label';
  /** In [0.1, 10]: one for single-label, one per class for multi-label. Above 1, the model was too sure of itself. */
  readonly values: number[];
  /** The split whose samples they were fitted on. */
  readonly split: 'validation';
  /** The number of those samples. */
  readonly samples: number;
  /** The expected calibration error of those samples before, in [0, 1]. */
  readonly eceBefore: number;
  /** The expected calibration error of those samples after, in [0, 1]. */
  readonly eceAfter: number;
}

/**
 * Fits the temperature of a model on validation samples: the one in [0.1, 10] whose scores have the least log loss there.
 *
 * Single-label: one temperature of the softmax (Guo et al., arXiv 1706.04599, section 4.2). Multi-label: one of each sigmoid. The
 * loss is convex in 1 / T, so that there is one smallest, and it is found to the last digits. It is never above the loss
 * before: T stays 1 if no other lowers it, which a loss clipped at scores near 0 and 1 makes possible. A class of a multi-label
 * task to which all samples belong, or none, keeps 1. Samples that score exactly 0 or 1 are left as they are by any temperature.
 *
 * @param validation - Samples with `split: 'validation'`; thresholds that they hold are not used.
 * @returns What {@link applyTemperature} takes.
 * @throws RangeError if `split` is not `'validation'`, or the data are not as {@link ClassificationData} requires.
 *
 * @example
 * import { fitTemperature } from '@hpa/metrics';
 * const scores = [[0.9, 0.1], [0.9, 0.1], [0.9, 0.1], [0.9, 0.1]];
 * fitTemperature({ labels: [0, 0, 0, 1], scores, split: 'validation' }).values; // [2]
 */
export function fitTemperature(
  validation: ClassificationData & {
    /** The literal says that these are not the samples that the model will be judged by. */
    readonly split: 'validation';
  },
): Temperature {
  requireValidation(validation, { fitted: 'temperatures' });
  const data = requireData(validation);
  const { task, sampleCount, classCount } = data;
  const values =
    data.task === 'single-label'
      ? [softmaxTemperature(data)]
      : Array.from({ length: classCount }, (_, classIndex) => classTemperature(data, { classIndex }));
  const scores = applyTemperature(validation.scores, { task, values });
  return {
    task,
    values,
    split: 'validation',
    samples: sampleCount,
    eceBefore: expectedCalibrationError(validation),
    eceAfter: expectedCalibrationError({ ...validation, scores } as ClassificationData),
  };
}
