import { requireData } from '../data/require-data.js';
import type { ClassificationData } from '../data/types.js';
import { type OneVersusRest, oneVersusRest } from './one-versus-rest.js';
import type { ThresholdSteps } from './threshold-steps.js';

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

/** The average precision of steps; null without positives. */
export function areaUnderSteps({ hits, misses }: ThresholdSteps): number | null {
  let area = 0;
  let found = 0;
  let retrieved = 0;
  for (let step = 0; step < hits.length; step++) {
    found += hits[step]!;
    retrieved += hits[step]! + misses[step]!;
    if (hits[step]! > 0) {
      area += hits[step]! * (found / retrieved);
    }
  }
  return found === 0 ? null : area / found;
}
