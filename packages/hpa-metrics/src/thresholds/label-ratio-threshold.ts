import { type ScoreCuts, thresholdOfCut } from './score-cuts.js';

/**
 * The threshold that claims as many samples as there are positives, or as near to that as the cuts allow; of two equally
 * near ones the higher, which claims fewer samples.
 *
 * @returns A threshold in (0, 1]; null if there are no positives.
 */
export function labelRatioThreshold(cuts: ScoreCuts): number | null {
  const { scores, claimed, support } = cuts;
  if (support === 0) {
    return null;
  }
  // A threshold of at most 1 always claims samples that score 1.
  let best = scores[0] === 1 ? 0 : -1;
  for (let cut = 0; cut < claimed.length; cut++) {
    const error = Math.abs(claimed[cut]! - support);
    if (error < Math.abs((claimed[best] ?? 0) - support)) {
      best = cut;
    }
  }
  return thresholdOfCut(cuts, best);
}
