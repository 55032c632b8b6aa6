import { type ClassCounts, classCounts } from '../counts/class-counts.js';
import { countSamples } from '../counts/count-samples.js';
import type { Counts } from '../counts/counts.js';
import { ratio } from '../counts/ratio.js';
import { sampleMeans } from '../counts/sample-means.js';
import { requireData } from '../data/require-data.js';
import type { ClassificationData } from '../data/types.js';
import { type ClassScores, type CoreScores, coreScores } from './class-scores.js';
import { averagedClasses } from './macro-f1.js';
import { summed } from './micro-f1.js';

/**
 * Precision, recall and F1, each in [0, 1] and averaged in four ways; 0/0 counts as 0.
 *
 * As scikit-learn's precision_recall_fscore_support names them. `micro`: over all pairs of a sample and a class. `macro`: the
 * mean over classes, the same as those of {@link macroF1}. `weighted`: the mean over classes, weighted by support. `samples`:
 * the mean over samples, to which a sample without classes adds 0, even if none is predicted. Of single-label data,
 * `micro` and `samples` are the accuracy.
 *
 * @throws RangeError if there are no samples, or labels or scores are not as {@link ClassificationData} requires.
 *
 * @example
 * import { averagedScores } from '@hpa/metrics';
 * const data = { task: 'multi-label', labels: [[0, 1], []], scores: [[0.9, 0.8], [0.6, 0.1]] };
 * averagedScores(data).micro; // { "precision": 0.6666666666666666, "recall": 1, "f1": 0.8 }
 */
export function averagedScores(
  data: ClassificationData,
): Readonly<
  Record<'micro' | 'macro' | 'weighted' | 'samples', Pick<ClassScores, 'precision' | 'recall' | 'f1'>>
> {
  const checked = requireData(data);
  const { precision, recall, f1 } = sampleMeans(checked);
  return { ...averagesOfCounts(countSamples(checked)), samples: { precision, recall, f1 } };
}

/** The averages that need no more than counts. */
export function averagesOfCounts(counts: Counts): Record<'micro' | 'macro' | 'weighted', CoreScores> {
  return {
    micro: coreScores(summed(counts)),
    macro: meanScores(averagedClasses(counts), () => 1),
    weighted: meanScores(classCounts(counts), ({ support }) => support),
  };
}

function meanScores(classes: readonly ClassCounts[], weight: (counts: ClassCounts) => number): CoreScores {
  const weights = classes.map(weight);
  const scores = classes.map(coreScores);
  const total = weights.reduce((sum, value) => sum + value, 0);
  const average = (field: keyof CoreScores) =>
    ratio(
      scores.reduce((sum, one, index) => sum + weights[index]! * one[field], 0),
      { of: total },
    );
  return { precision: average('precision'), recall: average('recall'), f1: average('f1') };
}
