import { requireData } from '../data/require-data.js';
import type { ClassificationData } from '../data/types.js';
import { type OneVersusRest, oneVersusRest } from './one-versus-rest.js';
import type { ThresholdSteps } from './threshold-steps.js';

/**
 * The area under the ROC curve of each class against the rest, in [0, 1]; chance level is 0.5.
 *
 * It is the probability that a sample of the class scores higher than a sample without it, with ties counted as one half
 * (Hanley and McNeil 1982, doi 10.1148/radiology.143.1.7063747). Null for a class that has no samples, or all of them.
 *
 * @throws RangeError if there are no samples, or labels or scores are not as {@link ClassificationData} requires.
 *
 * @example
 * import { rocAuc } from '@hpa/metrics';
 * rocAuc({ labels: [0, 1], scores: [[0.9, 0.1], [0.6, 0.4]] }); // { "macro": 1, "perClass": [1, 1] }
 */
export function rocAuc(data: ClassificationData): OneVersusRest {
  return oneVersusRest(requireData(data), { areaUnderRoc }).areaUnderRoc;
}

/** The area under the ROC curve of steps; null without positives or without negatives. */
export function areaUnderRoc({ hits, misses }: ThresholdSteps): number | null {
  let area = 0;
  let positivesAbove = 0;
  let negativesAbove = 0;
  for (let step = 0; step < hits.length; step++) {
    area += misses[step]! * (positivesAbove + hits[step]! / 2);
    positivesAbove += hits[step]!;
    negativesAbove += misses[step]!;
  }
  const pairs = positivesAbove * negativesAbove;
  return pairs === 0 ? null : area / pairs;
}
