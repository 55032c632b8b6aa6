import { requireData } from '../data/require-data.js';
import type { ClassificationData } from '../data/types.js';
import { type OneVersusRest, oneVersusRest } from './one-versus-rest.js';
import type { Ranking } from './rank.js';

/**
 * The average precision of each class against the rest, in (0, 1]; chance level is the share of the class.
 *
 * Sum of (R_k - R_{k-1}) P_k over the distinct thresholds, from high to low, without interpolation. Null for a
 * class without samples.
 *
 * @throws RangeError if there are no samples, or labels or scores are not as {@link ClassificationData} requires.
 *
 * @example
 * import { averagePrecision } from '@hpa/metrics';
 * averagePrecision({ labels: [0, 1], scores: [[0.9, 0.1], [0.6, 0.4]] }); // { "macro": 1, "perClass": [1, 1] }
 */
export function averagePrecision(data: ClassificationData): OneVersusRest {
  return oneVersusRest(requireData(data), { areaUnderSteps }).areaUnderSteps;
}

/** The average precision of a ranking; null without positives. */
export function areaUnderSteps({ scores, positives }: Ranking): number | null {
  let area = 0;
  let hits = 0;
  for (let at = 0; at < scores.length; ) {
    const score = scores[at]!;
    const hitsAbove = hits;
    do {
      hits += positives[at]!;
      at++;
    } while (at < scores.length && scores[at] === score);
    area += (hits - hitsAbove) * (hits / at);
  }
  return hits === 0 ? null : area / hits;
}
