import { type ScoreCuts, thresholdOfCut } from './score-cuts.js';

/**
 * The threshold of the largest F1 over all cuts; of equal ones the highest threshold, which claims the fewest samples.
 *
 * @returns A threshold in (0, 1]; null if there are no positives, or none scores above 0, so that F1 is 0 at any threshold.
 */
export function maximumF1Threshold(cuts: ScoreCuts): number | null {
  const { claimed, hits, support } = cuts;
  let best = -1;
  for (let cut = 0; cut < hits.length; cut++) {
    // F1 = 2 hits / (claimed + support), compared as products of integers, which are exact.
    const better =
      best === -1
        ? hits[cut]! > 0
        : hits[cut]! * (claimed[best]! + support) > hits[best]! * (claimed[cut]! + support);
    if (better) {
      best = cut;
    }
  }
  return best === -1 ? null : thresholdOfCut(cuts, best);
}
