import { accuracyOfCounts } from '../classification/accuracy.js';
import { balancedAccuracyOfCounts } from '../classification/balanced-accuracy.js';
import { cohenKappaOfCounts } from '../classification/cohen-kappa.js';
import { confusionOfCounts } from '../classification/confusion-matrix.js';
import { macroF1OfCounts } from '../classification/macro-f1.js';
import { matthewsCorrelationOfCounts } from '../classification/matthews-correlation.js';
import { perClassOf } from '../classification/per-class.js';
import { countSamples } from '../counts/count-samples.js';
import { areaUnderSteps } from '../curves/average-precision.js';
import { oneVersusRest } from '../curves/one-versus-rest.js';
import { areaUnderRoc } from '../curves/roc-auc.js';
import type { SingleLabelData } from '../data/types.js';
import { brierScoreOf } from '../probability/brier-score.js';
import { calibrationErrorOf } from '../probability/expected-calibration-error.js';
import { logLossOf } from '../probability/log-loss.js';
import type { ClassLabel, Evaluation } from './evaluation.js';

/** Computes every metric of single-label data but the intervals. */
export function measureSingleLabel(
  data: SingleLabelData,
  { classes }: { readonly classes: readonly ClassLabel[] },
): Omit<Extract<Evaluation, { task: 'single-label' }>, 'intervals' | 'withoutInterval'> {
  const counts = countSamples(data);
  const perClass = perClassOf(data);
  const { rocAuc, averagePrecision } = oneVersusRest(data, {
    rocAuc: areaUnderRoc,
    averagePrecision: areaUnderSteps,
  });
  return {
    task: 'single-label',
    n: data.sampleCount,
    accuracy: accuracyOfCounts(counts),
    macroF1: macroF1OfCounts(counts),
    balancedAccuracy: balancedAccuracyOfCounts(counts),
    mcc: matthewsCorrelationOfCounts(counts),
    kappa: cohenKappaOfCounts(counts),
    logLoss: logLossOf(data),
    brier: brierScoreOf(data),
    ece: calibrationErrorOf(data),
    rocAuc,
    averagePrecision,
    perClass: classes.map(({ id, name }, index) => ({ id, name, ...perClass[index]! })),
    confusion: confusionOfCounts(counts),
  };
}
