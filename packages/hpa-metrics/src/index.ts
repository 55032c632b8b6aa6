export { comparePaired } from './comparison/compare-paired.js';
export { holm } from './comparison/holm.js';
export { averagePrecision } from './curves/average-precision.js';
export type { OneVersusRest } from './curves/one-versus-rest.js';
export { rocAuc } from './curves/roc-auc.js';
export { type ClassLabel, type Evaluation, evaluate } from './evaluate.js';
export { type BootstrapOptions, bootstrap } from './intervals/bootstrap.js';
export { brierScore } from './probability/brier-score.js';
export { calibrationBins } from './probability/calibration-bins.js';
export { expectedCalibrationError } from './probability/expected-calibration-error.js';
export { logLoss } from './probability/log-loss.js';
export { accuracy, accuracyFromConfusion } from './single-label/accuracy.js';
export { argmax } from './single-label/argmax.js';
export { balancedAccuracy, balancedAccuracyFromConfusion } from './single-label/balanced-accuracy.js';
export { cohenKappa, cohenKappaFromConfusion } from './single-label/cohen-kappa.js';
export { confusionMatrix } from './single-label/confusion-matrix.js';
export { macroF1, macroF1FromConfusion } from './single-label/macro-f1.js';
export {
  matthewsCorrelation,
  matthewsCorrelationFromConfusion,
} from './single-label/matthews-correlation.js';
export { type ClassScores, perClass } from './single-label/per-class.js';
export type { ClassificationData, ConfusionMatrix } from './single-label/types.js';
