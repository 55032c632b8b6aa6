import { requireData } from '../data/require-data.js';
import { requireValidation } from '../data/require-validation.js';
import type { ClassificationData, MultiLabelData } from '../data/types.js';
import { labelRatioThreshold } from './label-ratio-threshold.js';
import { maximumF1Threshold } from './maximum-f1-threshold.js';
import { type ScoreCuts, scoreCuts } from './score-cuts.js';

/** F1 of a rare class jumps from sample to sample, so its best cut is chance; label ratios move one sample at a time. */
const METHODS: Readonly<
  Record<string, { fit: (cuts: ScoreCuts) => number | null; defaultSmoothing: number }>
> = {
  'max-f1': { fit: maximumF1Threshold, defaultSmoothing: 2 },
  'label-ratio': { fit: labelRatioThreshold, defaultSmoothing: 0 },
};

/** The threshold of samples none of which belongs to any class, and the default of `'fixed'`. */
const DEFAULT_THRESHOLD = 0.5;

/** One threshold per class, and how they were found, as plain JSON. */
export interface Thresholds {
  readonly method: 'max-f1' | 'label-ratio' | 'fixed';
  /** One per class, in (0, 1]: a class is predicted where its score is at least this. */
  readonly values: number[];
  /** The split whose samples they were fitted on. */
  readonly split: 'validation';
  /** The number of those samples. */
  readonly samples: number;
  /** The strength of the common threshold, in samples; 0 if there was none. */
  readonly smoothing: number;
}

/**
 * Fits the threshold of each class on validation samples, above which a multi-label model claims the class.
 *
 * - `'max-f1'`: the largest F1 of the class over all cuts between its scores; of equal ones the highest threshold.
 * - `'label-ratio'`: as many samples are claimed as belong to the class, or as near to that as the scores allow; of two
 *   equally near ones the higher threshold (the rule of the winning team of the Human Protein Atlas competition of 2018).
 * - `'fixed'`: `threshold` for every class.
 *
 * A threshold lies in the middle between the lowest score that it claims and the highest that it does not; below the
 * lowest score, between it and 0; above the highest, between it and 1.
 *
 * A rare class has too few samples to fit a threshold to. With P_c samples of class c, t_c the threshold fitted to it and t
 * the common threshold, which the same method fits to the scores of all classes pooled, it gets
 * (P_c t_c + smoothing t) / (P_c + smoothing). So `smoothing` is the number of samples at which a class goes half by its own scores.
 * A class without samples, or, by F1, without one that scores above 0, gets the common threshold; that is 0.5 if no class has any.
 *
 * @param validation - Multi-label samples with `split: 'validation'`. Thresholds that it holds are not used.
 * @throws RangeError if `split` is not `'validation'`, the data are single-label or not as {@link ClassificationData}
 * requires, or an option is out of range or not one of the method.
 *
 * @example
 * import { fitThresholds } from '@hpa/metrics';
 * const labels = [[0, 1], [0], [0], []];
 * const scores = [[0.9, 0.5], [0.7, 0.3], [0.4, 0.1], [0.2, 0.2]];
 * const fitted = fitThresholds({ task: 'multi-label', labels, scores, split: 'validation' }, { method: 'max-f1', smoothing: 0 });
 * fitted.values; // [0.3, 0.4]
 */
export function fitThresholds(
  validation: Extract<ClassificationData, { task: 'multi-label' }> & {
    /** The literal says that these are not the samples that the model will be judged by. */
    readonly split: 'validation';
  },
  {
    method,
    smoothing,
    threshold,
  }: {
    readonly method: Thresholds['method'];
    /** At least 0, in samples; by default 2 for `'max-f1'` and 0 for `'label-ratio'`. Not for `'fixed'`. */
    readonly smoothing?: number | undefined;
    /** Of `'fixed'` only: in (0, 1]; 0.5 by default. */
    readonly threshold?: number | undefined;
  },
): Thresholds {
  requireValidation(validation, { fitted: 'thresholds' });
  const data = requireData(validation);
  if (data.task !== 'multi-label') {
    throw new RangeError(
      "thresholds need task: 'multi-label'; a single-label model predicts its most probable class",
    );
  }
  const fitted = { split: 'validation', samples: data.sampleCount } as const;
  if (method === 'fixed') {
    const value = requireFixed({ smoothing, threshold });
    return { method, values: new Array<number>(data.classCount).fill(value), ...fitted, smoothing: 0 };
  }
  const chosen = Object.hasOwn(METHODS, method) ? METHODS[method] : undefined;
  if (chosen === undefined) {
    throw new RangeError(`method must be 'max-f1', 'label-ratio' or 'fixed'; received ${String(method)}`);
  }
  if (threshold !== undefined) {
    throw new RangeError(`threshold belongs to the method 'fixed'; received ${threshold} with '${method}'`);
  }
  const { fit, defaultSmoothing } = chosen;
  const strength = requireSmoothing(smoothing ?? defaultSmoothing);
  const common = fit(cutsOf(data)) ?? DEFAULT_THRESHOLD;
  const values = Array.from({ length: data.classCount }, (_, classIndex) => {
    const cuts = cutsOf(data, { classIndex });
    const own = fit(cuts);
    return own === null ? common : (cuts.support * own + strength * common) / (cuts.support + strength);
  });
  return { method, values, ...fitted, smoothing: strength };
}

/** The cuts of one class, or of all classes pooled. */
function cutsOf(
  { sampleCount, classCount, indicators, scores }: MultiLabelData,
  { classIndex }: { readonly classIndex?: number } = {},
): ScoreCuts {
  const step = classIndex === undefined ? 1 : classCount;
  const positives = new Float64Array(sampleCount * (classCount / step));
  const negatives = new Float64Array(positives.length);
  let positiveCount = 0;
  let negativeCount = 0;
  for (let at = classIndex ?? 0; at < scores.length; at += step) {
    // Scores leave [0, 1] by rounding, and thresholds do not.
    const score = Math.min(Math.max(scores[at]!, 0), 1);
    if (indicators[at] === 1) {
      positives[positiveCount++] = score;
    } else {
      negatives[negativeCount++] = score;
    }
  }
  return scoreCuts({
    positives: positives.subarray(0, positiveCount),
    negatives: negatives.subarray(0, negativeCount),
  });
}

function requireSmoothing(smoothing: number): number {
  if (!(smoothing >= 0 && smoothing < Number.POSITIVE_INFINITY)) {
    throw new RangeError(`smoothing must be a finite number of samples, at least 0; received ${smoothing}`);
  }
  return smoothing;
}

function requireFixed({
  smoothing,
  threshold = DEFAULT_THRESHOLD,
}: {
  readonly smoothing: number | undefined;
  readonly threshold: number | undefined;
}): number {
  if (smoothing !== undefined && smoothing !== 0) {
    throw new RangeError(
      `smoothing belongs to the methods 'max-f1' and 'label-ratio'; received ${smoothing} with 'fixed'`,
    );
  }
  if (!(threshold > 0 && threshold <= 1)) {
    throw new RangeError(`threshold must be in (0, 1]; received ${threshold}`);
  }
  return threshold;
}
