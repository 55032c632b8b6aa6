import type { ClassCounts } from '../counts/class-counts.js';
import { countSamples } from '../counts/count-samples.js';
import type { Counts } from '../counts/counts.js';
import { mean } from '../counts/mean.js';
import { ratio } from '../counts/ratio.js';
import { sampleMeans } from '../counts/sample-means.js';
import { requireData } from '../data/require-data.js';
import type { ClassificationData } from '../data/types.js';
import { averagedClasses } from './macro-f1.js';
import { summed } from './micro-f1.js';

/**
 * The Jaccard index of true and predicted classes: what both hold over what either holds, in [0, 1]; 0/0 counts as 0.
 *
 * `macro`: the mean over classes, the same as those of {@link macroF1}. `micro`: over all pairs of a sample and a class.
 * `samples`: the mean over samples, to which a sample without classes adds 0, even if none is predicted; of single-label
 * data the accuracy. As scikit-learn's jaccard_score.
 *
 * @throws RangeError if there are no samples, or labels or scores are not as {@link ClassificationData} requires.
 *
 * @example
 * import { jaccard } from '@hpa/metrics';
 * const data = { task: 'multi-label', labels: [[0, 1], [1]], scores: [[0.9, 0.8], [0.6, 0.1]] };
 * jaccard(data); // { "macro": 0.5, "micro": 0.5, "samples": 0.5 }
 */
export function jaccard(data: ClassificationData): {
  readonly macro: number;
  readonly micro: number;
  readonly samples: number;
} {
  const checked = requireData(data);
  return { ...jaccardOfCounts(countSamples(checked)), samples: sampleMeans(checked).jaccard };
}

/** The Jaccard indices that need no more than counts. */
export function jaccardOfCounts(counts: Counts): { readonly macro: number; readonly micro: number } {
  return { macro: mean(averagedClasses(counts).map(overlap)), micro: overlap(summed(counts)) };
}

function overlap({ hits, predicted, support }: Omit<ClassCounts, 'samples'>): number {
  return ratio(hits, { of: predicted + support - hits });
}
