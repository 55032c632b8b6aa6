import { accuracyOfCounts } from './classification/accuracy.js';
import { balancedAccuracyOfCounts } from './classification/balanced-accuracy.js';
import { cohenKappaOfCounts } from './classification/cohen-kappa.js';
import { confusionOfCounts } from './classification/confusion-matrix.js';
import { macroF1OfCounts } from './classification/macro-f1.js';
import { matthewsCorrelationOfCounts } from './classification/matthews-correlation.js';
import { type ClassScores, perClassOf } from './classification/per-class.js';
import { countSamples } from './counts/count-samples.js';
import { areaUnderSteps } from './curves/average-precision.js';
import { type OneVersusRest, oneVersusRest } from './curves/one-versus-rest.js';
import { areaUnderRoc } from './curves/roc-auc.js';
import { requireData } from './data/require-data.js';
import type { ClassificationData } from './data/types.js';
import { type BootstrapOptions, bootstrap } from './intervals/bootstrap.js';
import { brierScoreOf } from './probability/brier-score.js';
import { calibrationErrorOf } from './probability/expected-calibration-error.js';
import { logLossOf } from './probability/log-loss.js';
import { accuracyFromConfusion, macroF1FromConfusion } from './single-label/from-confusion.js';

/** A class: its id in the dataset and its name. */
export interface ClassLabel {
  readonly id: number;
  readonly name: string;
}

/** Every metric of one model on one set of samples, as plain JSON; null if a metric is undefined. */
export interface Evaluation {
  /** The kind of labels: one true class per sample. */
  readonly task: 'single-label';
  /** The number of samples. */
  readonly n: number;
  /** In [0, 1]. */
  readonly accuracy: number;
  /** Over the classes that occur, in [0, 1]. */
  readonly macroF1: number;
  /** Mean recall over the classes that occur in the labels, in [0, 1]. */
  readonly balancedAccuracy: number;
  /** Matthews correlation coefficient, in [-1, 1]. */
  readonly mcc: number;
  /** Cohen's kappa, in [-1, 1]. */
  readonly kappa: number;
  /** In nats. */
  readonly logLoss: number;
  /** Brier score, summed over classes, in [0, 2]. */
  readonly brier: number;
  /** Expected calibration error over 15 bins, in [0, 1]. */
  readonly ece: number;
  readonly rocAuc: OneVersusRest;
  readonly averagePrecision: OneVersusRest;
  /** In class order. */
  readonly perClass: (ClassLabel & ClassScores)[];
  /** `confusion[trueClass][predictedClass]`, counts. */
  readonly confusion: number[][];
  /** 95 % bootstrap confidence intervals, lower end first; null if there is only one sample or group. */
  readonly intervals: {
    readonly accuracy: readonly [low: number, high: number] | null;
    readonly macroF1: readonly [low: number, high: number] | null;
  };
}

/**
 * Computes every metric of one model on one set of samples.
 *
 * Confidence intervals are those of {@link bootstrap} at a level of 0.95, over 1000 resamples by default.
 *
 * @throws RangeError if there are no samples, labels or scores are not as {@link ClassificationData} requires, the
 * number of `classes` is not the number of columns of the scores, or an option is out of range.
 *
 * @example
 * import { evaluate } from '@hpa/metrics';
 * const classes = [{ id: 0, name: 'Nucleoplasm' }, { id: 25, name: 'Cytosol' }];
 * evaluate({ labels: [0], scores: [[0.75, 0.25]] }, { classes, seed: 1 }).brier; // 0.125
 */
export function evaluate(
  data: Exclude<ClassificationData, { task: 'multi-label' }>,
  {
    classes,
    seed,
    resamples = 1000,
    groups,
  }: Omit<BootstrapOptions, 'level'> & {
    /** The classes, in the order of the columns of the scores. */
    readonly classes: readonly ClassLabel[];
  },
): Evaluation {
  const checked = requireData(data);
  const counts = countSamples(checked);
  if (classes.length !== counts.classCount) {
    throw new RangeError(
      `classes must name every column of scores; received ${classes.length} names for ${counts.classCount} columns`,
    );
  }
  const perClass = perClassOf(checked);
  const { rocAuc, averagePrecision } = oneVersusRest(checked, {
    rocAuc: areaUnderRoc,
    averagePrecision: areaUnderSteps,
  });
  return {
    task: 'single-label',
    n: checked.sampleCount,
    accuracy: accuracyOfCounts(counts),
    macroF1: macroF1OfCounts(counts),
    balancedAccuracy: balancedAccuracyOfCounts(counts),
    mcc: matthewsCorrelationOfCounts(counts),
    kappa: cohenKappaOfCounts(counts),
    logLoss: logLossOf(checked),
    brier: brierScoreOf(checked),
    ece: calibrationErrorOf(checked),
    rocAuc,
    averagePrecision,
    perClass: classes.map(({ id, name }, index) => ({ id, name, ...perClass[index]! })),
    confusion: confusionOfCounts(counts),
    intervals: bootstrap(data, {
      metrics: { accuracy: accuracyFromConfusion, macroF1: macroF1FromConfusion },
      seed,
      resamples,
      groups,
    }),
  };
}
