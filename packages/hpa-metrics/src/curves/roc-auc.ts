import { requireData } from '../data/require-data.js';
import type { ClassificationData } from '../data/types.js';
import { type OneVersusRest, oneVersusRest } from './one-versus-rest.js';
import type { Ranking } from './rank.js';

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

/** The area under the ROC curve of a ranking; null without positives or without negatives. */
export function areaUnderRoc({ scores, positives }: Ranking): number | null {
  let area = 0;
  let positivesAbove = 0;
  let negativesAbove = 0;
  for (let at = 0; at < scores.length; ) {
    const score = scores[at]!;
    const before = at;
    let hits = 0;
    do {
      hits += positives[at]!;
      at++;
    } while (at < scores.length && scores[at] === score);
    const misses = at - before - hits;
    area += misses * (positivesAbove + hits / 2);
    positivesAbove += hits;
    negativesAbove += misses;
  }
  const pairs = positivesAbove * negativesAbove;
  return pairs === 0 ? null : area / pairs;
}
