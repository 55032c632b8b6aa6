import { type ClassCounts, classCounts } from '../counts/class-counts.js';
import type { Counts } from '../counts/counts.js';
import { countsOf } from '../counts/counts-of.js';
import { mean } from '../counts/mean.js';
import type { ClassificationData } from '../data/types.js';
import { coreScores } from './class-scores.js';

/**
 * The unweighted mean of F1 over classes, in [0, 1].
 *
 * Single-label: over the classes that occur, as label or as prediction of any sample, which is scikit-learn's default; a
 * class that happens to be missed when some samples are left out does not count as a failure. Multi-label: over all classes,
 * and a class that is neither label nor prediction counts 0. That is scikit-learn's f1_score(average='macro', zero_division=0), by
 * which the competition of the Human Protein Atlas on Kaggle in 2018 was scored. In either task a class that occurs in the
 * labels only, or in the predictions only, counts 0. This is the mean of the F1 scores, not the F1 of mean precision and
 * mean recall (Opitz and Burst, arXiv 1911.03347, section 2).
 *
 * @throws RangeError if there are no samples, or labels or scores are not as {@link ClassificationData} requires.
 *
 * @example
 * import { macroF1 } from '@hpa/metrics';
 * macroF1({ labels: [0, 1], scores: [[0.9, 0.1], [0.6, 0.4]] }); // 0.3333333333333333
 *
 * @example
 * import { macroF1 } from '@hpa/metrics';
 * macroF1({ task: 'multi-label', labels: [[0, 1], []], scores: [[0.9, 0.8, 0.1], [0.1, 0.1, 0.1]] }); // 0.6666666666666666
 */
export function macroF1(data: ClassificationData): number {
  return macroF1OfCounts(countsOf(data));
}

/** The macro F1 of what counts count. */
export function macroF1OfCounts(counts: Counts): number {
  return mean(averagedClasses(counts).map((one) => coreScores(one).f1));
}

/** The classes that unweighted means run over: those that occur if single-label, all if multi-label. */
export function averagedClasses(counts: Counts): ClassCounts[] {
  const classes = classCounts(counts);
  return counts.task === 'multi-label'
    ? classes
    : classes.filter(({ predicted, support }) => predicted + support > 0);
}
