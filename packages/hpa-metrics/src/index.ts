export { applyTemperature } from './calibration/apply-temperature.js';
export { fitTemperature, type Temperature } from './calibration/fit-temperature.js';
export { accuracy } from './classification/accuracy.js';
export { averagedScores } from './classification/averaged-scores.js';
export { balancedAccuracy } from './classification/balanced-accuracy.js';
export type { ClassScores } from './classification/class-scores.js';
export { cohenKappa } from './classification/cohen-kappa.js';
export { confusionMatrix } from './classification/confusion-matrix.js';
export { hammingLoss } from './classification/hamming-loss.js';
export { jaccard } from './classification/jaccard.js';
export { macroF1 } from './classification/macro-f1.js';
export { matthewsCorrelation } from './classification/matthews-correlation.js';
export { perClass } from './classification/per-class.js';
export { topKAccuracy } from './classification/top-k-accuracy.js';
export { comparePaired } from './comparison/compare-paired.js';
export { holm } from './comparison/holm.js';
export { averagePrecision } from './curves/average-precision.js';
export type { OneVersusRest } from './curves/one-versus-rest.js';
export { rocAuc } from './curves/roc-auc.js';
export { argmax } from './data/argmax.js';
export type { ClassificationData } from './data/types.js';
export { evaluate } from './evaluation/evaluate.js';
export type { ClassLabel, Evaluation } from './evaluation/evaluation.js';
export { type BootstrapOptions, bootstrap } from './intervals/bootstrap.js';
export { brierScore } from './probability/brier-score.js';
export { calibrationBins } from './probability/calibration-bins.js';
export { expectedCalibrationError } from './probability/expected-calibration-error.js';
export { logLoss } from './probability/log-loss.js';
export {
  accuracyFromConfusion,
  balancedAccuracyFromConfusion,
  cohenKappaFromConfusion,
  macroF1FromConfusion,
  matthewsCorrelationFromConfusion,
} from './single-label/from-confusion.js';
export type { ConfusionMatrix } from './single-label/types.js';
export { fitThresholds, type Thresholds } from './thresholds/fit-thresholds.js';
