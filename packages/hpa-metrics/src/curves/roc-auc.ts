import type { ClassificationData } from '../single-label/types.js';
import { type OneVersusRest, oneVersusRest, type ThresholdStep } from './one-versus-rest.js';

/**
 * The area under the ROC curve of each class against the rest, in [0, 1]; chance level is 0.5.
 *
 * It is the probability that a sample of the class scores higher than a sample of another class, with ties
 * counted as one half (Hanley and McNeil 1982, doi 10.1148/radiology.143.1.7063747). Null for a class that has
 * no samples, or all of them.
 *
 * @throws RangeError if there are no samples, or labels or scores are not as {@link ClassificationData} requires.
 *
 * @example
 * import { rocAuc } from '@hpa/metrics';
 * rocAuc({ labels: [0, 1], scores: [[0.9, 0.1], [0.6, 0.4]] }); // { "macro": 1, "perClass": [1, 1] }
 */
export function rocAuc(data: ClassificationData): OneVersusRest {
  return oneVersusRest(data, areaUnderRoc);
}

function areaUnderRoc(steps: readonly ThresholdStep[]): number | null {
  let area = 0;
  let positivesAbove = 0;
  let negativesAbove = 0;
  for (const { positives, negatives } of steps) {
    area += negatives * (positivesAbove + positives / 2);
    positivesAbove += positives;
    negativesAbove += negatives;
  }
  const pairs = positivesAbove * negativesAbove;
  return pairs === 0 ? null : area / pairs;
}
