import { requireData } from '../data/require-data.js';
import { requireValidation } from '../data/require-validation.js';
import type { ClassificationData } from '../data/types.js';
import { expectedCalibrationError } from '../probability/expected-calibration-error.js';
import { applyTemperature } from './apply-temperature.js';
import { sigmoidTemperatures } from './sigmoid-temperatures.js';
import { softmaxTemperature } from './softmax-temperature.js';

/** The loss of a rare class is nearly flat, so that its own lowest point is chance. */
const DEFAULT_SMOOTHING = 10;

/** The temperatures that make scores honest, and by how much, as plain JSON. */
export interface Temperature {
  readonly task: 'single-label' | 'multi-label';
  /** In [0.1, 10]: one for single-label, one per class for multi-label. Above 1, the model was too sure of itself. */
  readonly values: number[];
  /** The split whose samples they were fitted on. */
  readonly split: 'validation';
  /** The number of those samples. */
  readonly samples: number;
  /** The strength of the common temperature, in samples; 0 if there was none, as for single-label. */
  readonly smoothing: number;
  /** The expected calibration error of those samples before, in [0, 1]. */
  readonly eceBefore: number;
  /** The expected calibration error of those samples after, in [0, 1]. */
  readonly eceAfter: number;
}

/**
 * Fits the temperature of a model on validation samples: the one in [0.1, 10] whose scores have the least log loss there.
 *
 * Single-label: one temperature of the softmax (Guo et al., arXiv 1706.04599, section 4.2). Multi-label: one of each sigmoid.
 * The loss is convex in 1 / T, so that there is one lowest point, and it is found to the last digits. Samples that score
 * exactly 0 or 1 are left as they are by any temperature.
 *
 * A rare class has too few samples to fit a temperature to. So the sum of the losses of its samples gets a penalty of
 * smoothing h (1 / T - 1 / t)^2 / 2, with t the common temperature, fitted to the scores of all classes pooled, and h the
 * second derivative of their loss there by 1 / T, per sample of a class: as if the class had `smoothing` samples more that are
 * like those of all.
 *
 * The log loss is never above that before: T stays 1 if no other lowers it. A class of a multi-label task to which all samples
 * belong, or none, keeps 1.
 *
 * @param validation - Samples with `split: 'validation'`; thresholds that they hold are not used.
 * @returns What {@link applyTemperature} takes.
 * @throws RangeError if `split` is not `'validation'`, the data are not as {@link ClassificationData} requires, or
 * `smoothing` is not a finite number of at least 0, or given for single-label data.
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
  {
    smoothing,
  }: {
    /** Multi-label only: at least 0, in samples; 10 by default. */
    readonly smoothing?: number | undefined;
  } = {},
): Temperature {
  requireValidation(validation, { fitted: 'temperatures' });
  const data = requireData(validation);
  const { task, sampleCount } = data;
  const strength = requireSmoothing(smoothing, { task });
  const values =
    data.task === 'single-label'
      ? [softmaxTemperature(data)]
      : sigmoidTemperatures(data, { smoothing: strength });
  const scores = applyTemperature(validation.scores, { task, values });
  return {
    task,
    values,
    split: 'validation',
    samples: sampleCount,
    smoothing: strength,
    eceBefore: expectedCalibrationError(validation),
    eceAfter: expectedCalibrationError({ ...validation, scores } as ClassificationData),
  };
}

function requireSmoothing(
  smoothing: number | undefined,
  { task }: { readonly task: Temperature['task'] },
): number {
  if (task === 'single-label') {
    if (smoothing !== undefined) {
      throw new RangeError(
        `smoothing needs task: 'multi-label'; received ${smoothing} with a single temperature to fit`,
      );
    }
    return 0;
  }
  const strength = smoothing ?? DEFAULT_SMOOTHING;
  if (!(strength >= 0 && strength < Number.POSITIVE_INFINITY)) {
    throw new RangeError(`smoothing must be a finite number of samples, at least 0; received ${strength}`);
  }
  return strength;
}
