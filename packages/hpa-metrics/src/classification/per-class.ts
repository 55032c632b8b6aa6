import { binaryCounts, classCounts } from '../counts/class-counts.js';
import { countSamples } from '../counts/count-samples.js';
import { ratio } from '../counts/ratio.js';
import { requireData } from '../data/require-data.js';
import type { CheckedData, ClassificationData } from '../data/types.js';
import { brierScorePerClass } from '../probability/brier-score.js';
import { calibrationErrorPerClass } from '../probability/expected-calibration-error.js';
import { logLossPerClass } from '../probability/log-loss.js';
import { cohenKappaOfCounts } from './cohen-kappa.js';
import { f1 } from './macro-f1.js';
import { matthewsCorrelationOfCounts } from './matthews-correlation.js';

/** How well one class is separated from the others; 0/0 counts as 0. */
export interface ClassScores {
  /** The share of samples predicted to hold this class that do, in [0, 1]. */
  readonly precision: number;
  /** The share of samples of this class that are predicted to hold it, in [0, 1]. */
  readonly recall: number;
  /** The harmonic mean of precision and recall, in [0, 1]. */
  readonly f1: number;
  /** The number of samples of this class. */
  readonly support: number;
  /** The number of samples predicted to hold this class; multi-label only, as all below. */
  readonly predicted?: number;
  /** Matthews correlation coefficient of the class against its absence, in [-1, 1]. */
  readonly mcc?: number;
  /** Cohen's kappa of the class against its absence, in [-1, 1]. */
  readonly kappa?: number;
  /** Log loss of the score of this class, in nats. */
  readonly logLoss?: number;
  /** Brier score of the score of this class, in [0, 1]. */
  readonly brier?: number;
  /** Expected calibration error of the score of this class over 15 bins, in [0, 1]. */
  readonly ece?: number;
}

/**
 * Precision, recall, F1 and support of each class, in class order; of multi-label data more, see {@link ClassScores}.
 *
 * With t true positives, P predicted and S true samples of a class: precision t/P, recall t/S, F1 2t/(P + S).
 *
 * @throws RangeError if there are no samples, or labels or scores are not as {@link ClassificationData} requires.
 *
 * @example
 * import { perClass } from '@hpa/metrics';
 * perClass({ labels: [0, 1], scores: [[0.9, 0.1], [0.4, 0.6]] })[1].recall; // 1
 */
export function perClass(data: Extract<ClassificationData, { task: 'multi-label' }>): Required<ClassScores>[];
export function perClass(data: ClassificationData): ClassScores[];
export function perClass(data: ClassificationData): ClassScores[] {
  return perClassOf(requireData(data));
}

/** The scores of each class of checked data. */
export function perClassOf(data: CheckedData): ClassScores[] {
  const counts = countSamples(data);
  const classes = classCounts(counts).map((one) => ({
    precision: ratio(one.hits, { of: one.predicted }),
    recall: ratio(one.hits, { of: one.support }),
    f1: f1(one),
    support: one.support,
    predicted: one.predicted,
  }));
  if (data.task === 'single-label') {
    return classes.map(({ predicted: _, ...scores }) => scores);
  }
  const binary = binaryCounts(counts);
  const logLoss = logLossPerClass(data);
  const brier = brierScorePerClass(data);
  const ece = calibrationErrorPerClass(data);
  return classes.map((scores, index) => ({
    ...scores,
    mcc: matthewsCorrelationOfCounts(binary[index]!),
    kappa: cohenKappaOfCounts(binary[index]!),
    logLoss: logLoss[index]!,
    brier: brier[index]!,
    ece: ece[index]!,
  }));
}
