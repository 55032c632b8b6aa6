import type { ClassificationData } from '../single-label/types.js';
import { type OneVersusRest, oneVersusRest, type ThresholdStep } from './one-versus-rest.js';

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
  return oneVersusRest(data, areaUnderSteps);
}

function areaUnderSteps(steps: readonly ThresholdStep[]): number | null {
  let area = 0;
  let hits = 0;
  let retrieved = 0;
  for (const { positives, negatives } of steps) {
    hits += positives;
    retrieved += positives + negatives;
    area += positives * (hits / retrieved);
  }
  return hits === 0 ? null : area / hits;
}
