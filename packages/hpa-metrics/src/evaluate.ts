import { averagePrecision } from './curves/average-precision.js';
import type { OneVersusRest } from './curves/one-versus-rest.js';
import { rocAuc } from './curves/roc-auc.js';
import { bootstrap } from './intervals/bootstrap.js';
import { brierScore } from './probability/brier-score.js';
import { expectedCalibrationError } from './probability/expected-calibration-error.js';
import { logLoss } from './probability/log-loss.js';
import { accuracyFromConfusion } from './single-label/accuracy.js';
import { balancedAccuracyFromConfusion } from './single-label/balanced-accuracy.js';
import { confusionMatrix } from './single-label/confusion-matrix.js';
import { macroF1FromConfusion } from './single-label/macro-f1.js';
import { matthewsCorrelationFromConfusion } from './single-label/matthews-correlation.js';
import { type ClassScores, perClassFromConfusion } from './single-label/per-class.js';
import type { BootstrapOptions, ClassificationData, Interval } from './types.js';

/** A class as a report names it. */
export interface ClassLabel {
  readonly id: number;
  readonly name: string;
}

/** All that is measured of one model on one set of samples: plain JSON, null where undefined. */
export interface Evaluation {
  /** How many samples. */
  readonly n: number;
  readonly accuracy: number;
  readonly macroF1: number;
  readonly balancedAccuracy: number;
  readonly mcc: number;
  /** In nats. */
  readonly logLoss: number;
  /** Summed over classes, in [0, 2]. */
  readonly brier: number;
  /** Over 15 bins. */
  readonly ece: number;
  readonly rocAuc: OneVersusRest;
  readonly averagePrecision: OneVersusRest;
  readonly perClass: (ClassLabel & ClassScores)[];
  /** `confusion[trueClass][predictedClass]`. */
  readonly confusion: number[][];
  /** 95 % bootstrap intervals; null where there is but one sample or group. */
  readonly intervals: { readonly accuracy: Interval | null; readonly macroF1: Interval | null };
}

/**
 * Measures everything that a report says of one model on one set of samples.
 *
 * `classes` names the columns of the scores in order. Intervals are those of {@link bootstrap} at a level of
 * 0.95 over `resamples` (1000 unless told) draws of samples, or of whole `groups`.
 *
 * @throws RangeError on no samples, on labels or scores that are not what {@link ClassificationData} says,
 * where there are not as many `classes` as columns, or on an option outside its range.
 *
 * @example
 * const classes = [{ id: 0, name: 'Nucleoplasm' }, { id: 25, name: 'Cytosol' }];
 * evaluate({ labels: [0], scores: [[0.75, 0.25]] }, { classes, seed: 1 }).brier; // 0.125
 */
export function evaluate(
  data: ClassificationData,
  {
    classes,
    seed,
    resamples = 1000,
    groups,
  }: Omit<BootstrapOptions, 'level'> & { readonly classes: readonly ClassLabel[] },
): Evaluation {
  const confusion = confusionMatrix(data);
  if (classes.length !== confusion.length) {
    throw new RangeError(
      `classes must name every column of scores; received ${classes.length} names for ${confusion.length} columns`,
    );
  }
  const perClass = perClassFromConfusion(confusion);
  return {
    n: data.labels.length,
    accuracy: accuracyFromConfusion(confusion),
    macroF1: macroF1FromConfusion(confusion),
    balancedAccuracy: balancedAccuracyFromConfusion(confusion),
    mcc: matthewsCorrelationFromConfusion(confusion),
    logLoss: logLoss(data),
    brier: brierScore(data),
    ece: expectedCalibrationError(data),
    rocAuc: rocAuc(data),
    averagePrecision: averagePrecision(data),
    perClass: classes.map(({ id, name }, index) => ({ id, name, ...perClass[index]! })),
    confusion,
    intervals: bootstrap(data, {
      metrics: { accuracy: accuracyFromConfusion, macroF1: macroF1FromConfusion },
      seed,
      resamples,
      groups,
    }),
  };
}
