import { accuracyOfCounts } from '../classification/accuracy.js';
import { averagesOfCounts } from '../classification/averaged-scores.js';
import type { ClassScores } from '../classification/class-scores.js';
import { confusionPerClass } from '../classification/confusion-matrix.js';
import { hammingLossOfCounts } from '../classification/hamming-loss.js';
import { jaccardOfCounts } from '../classification/jaccard.js';
import { perClassOf } from '../classification/per-class.js';
import { countSamples } from '../counts/count-samples.js';
import { mean } from '../counts/mean.js';
import { sampleMeans } from '../counts/sample-means.js';
import { areaUnderSteps } from '../curves/average-precision.js';
import { type OneVersusRest, oneVersusRest } from '../curves/one-versus-rest.js';
import { areaUnderRoc } from '../curves/roc-auc.js';
import type { MultiLabelData } from '../data/types.js';
import { countClassPairs } from '../multi-label/class-pairs.js';
import type { ClassLabel, Evaluation } from './evaluation.js';

/** Computes every metric of multi-label data but the intervals. */
export function measureMultiLabel(
  data: MultiLabelData,
  { classes }: { readonly classes: readonly ClassLabel[] },
): Omit<Extract<Evaluation, { task: 'multi-label' }>, 'intervals' | 'withoutInterval'> {
  const counts = countSamples(data);
  const perClass = perClassOf(data);
  const { jaccard: samplesJaccard, ...samples } = sampleMeans(data);
  const averages = { ...averagesOfCounts(counts), samples };
  const curves = oneVersusRest(data, { rocAuc: areaUnderRoc, averagePrecision: areaUnderSteps });
  const meanOf = (field: keyof ClassScores) => mean(perClass.map((scores) => scores[field]));
  return {
    task: 'multi-label',
    n: data.sampleCount,
    thresholds: [...data.thresholds],
    exactMatch: accuracyOfCounts(counts),
    hammingLoss: hammingLossOfCounts(counts),
    macroF1: averages.macro.f1,
    microF1: averages.micro.f1,
    weightedF1: averages.weighted.f1,
    samplesF1: averages.samples.f1,
    averages,
    jaccard: { ...jaccardOfCounts(counts), samples: samplesJaccard },
    mcc: meanOf('mcc'),
    kappa: meanOf('kappa'),
    logLoss: meanOf('logLoss'),
    brier: meanOf('brier'),
    ece: meanOf('ece'),
    rocAuc: withMicro(curves.rocAuc),
    averagePrecision: withMicro(curves.averagePrecision),
    perClass: classes.map(({ id, name }, index) => ({ id, name, ...perClass[index]! })),
    confusion: confusionPerClass(counts),
    ...countClassPairs(data),
  };
}

function withMicro({
  macro,
  micro = null,
  perClass,
}: OneVersusRest): OneVersusRest & { micro: number | null } {
  return { macro, micro, perClass };
}
