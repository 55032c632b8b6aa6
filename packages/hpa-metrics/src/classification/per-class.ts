import { binaryCounts, classCounts } from '../counts/class-counts.js';
import { countSamples } from '../counts/count-samples.js';
import { requireData } from '../data/require-data.js';
import type { CheckedData, ClassificationData, MultiLabelData } from '../data/types.js';
import { brierScorePerClass } from '../probability/brier-score.js';
import { calibrationErrorPerClass } from '../probability/expected-calibration-error.js';
import { logLossPerClass } from '../probability/log-loss.js';
import { type ClassScores, coreScores } from './class-scores.js';
import { cohenKappaOfCounts } from './cohen-kappa.js';
import { matthewsCorrelationOfCounts } from './matthews-correlation.js';

/**
 * Precision, recall, F1 and support of each class, in class order; of multi-label data more, see the fields of the result.
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
export function perClassOf(data: MultiLabelData): Required<ClassScores>[];
export function perClassOf(data: CheckedData): ClassScores[];
export function perClassOf(data: CheckedData): ClassScores[] {
  const counts = countSamples(data);
  const classes = classCounts(counts).map((one) => ({
    ...coreScores(one),
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
