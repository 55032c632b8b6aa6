export { accuracy, accuracyFromConfusion } from './accuracy.js';
export { argmax } from './argmax.js';
export { averagePrecision } from './average-precision.js';
export { balancedAccuracy, balancedAccuracyFromConfusion } from './balanced-accuracy.js';
export { bootstrap } from './bootstrap.js';
export { brier } from './brier.js';
export { type CalibrationBin, calibrationBins } from './calibration-bins.js';
export { comparePaired, type PairedComparison, type PairedDifference } from './compare-paired.js';
export { confusionMatrix } from './confusion-matrix.js';
export { type ClassName, type Evaluation, evaluate } from './evaluate.js';
export { expectedCalibrationError } from './expected-calibration-error.js';
export { fromTensors } from './from-tensors.js';
export { holm } from './holm.js';
export { logLoss } from './log-loss.js';
export { type MacroAverage, macroAverage, macroAverageFromConfusion } from './macro-average.js';
export { macroF1, macroF1FromConfusion } from './macro-f1.js';
export { mcc, mccFromConfusion } from './mcc.js';
export { type McnemarResult, mcnemar, mcnemarExact } from './mcnemar.js';
export type { OneVersusRest } from './one-versus-rest.js';
export { type ClassScores, perClass, perClassFromConfusion } from './per-class.js';
export { rocAuc } from './roc-auc.js';
export type {
  BootstrapOptions,
  ClassificationData,
  ConfusionMatrix,
  ConfusionMetric,
  Interval,
  PairedData,
} from './types.js';
