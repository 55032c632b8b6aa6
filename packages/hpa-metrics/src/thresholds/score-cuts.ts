/** The ways to split samples by a threshold on their scores, from the threshold that claims fewest to that of all above 0. */
export interface ScoreCuts {
  /** The distinct scores above 0, falling. Cut k claims the samples that score at least `scores[k]`. */
  readonly scores: Float64Array;
  /** The number of samples that each cut claims. */
  readonly claimed: Int32Array;
  /** The number of positives among them. */
  readonly hits: Int32Array;
  /** The number of positives, claimed or not. */
  readonly support: number;
}

/**
 * Lists the cuts of samples that are positive or negative. Samples that score 0 are claimed by no threshold above 0.
 *
 * @param scores - The scores in [0, 1] of the positives and of the negatives; both are sorted in place.
 */
export function scoreCuts({
  positives,
  negatives,
}: {
  readonly positives: Float64Array;
  readonly negatives: Float64Array;
}): ScoreCuts {
  positives.sort();
  negatives.sort();
  const scores: number[] = [];
  const claimed: number[] = [];
  const hits: number[] = [];
  let positive = positives.length - 1;
  let negative = negatives.length - 1;
  for (;;) {
    const score = Math.max(positives[positive] ?? 0, negatives[negative] ?? 0);
    if (score === 0) {
      break;
    }
    while (positives[positive] === score) {
      positive -= 1;
    }
    while (negatives[negative] === score) {
      negative -= 1;
    }
    scores.push(score);
    hits.push(positives.length - 1 - positive);
    claimed.push(positives.length + negatives.length - 2 - positive - negative);
  }
  return {
    scores: Float64Array.from(scores),
    claimed: Int32Array.from(claimed),
    hits: Int32Array.from(hits),
    support: positives.length,
  };
}

/**
 * The threshold of a cut: the middle between the lowest score that it claims and the highest that it does not, or 0.
 *
 * Cut -1 claims nothing: its threshold is the middle between the highest score and 1.
 */
export function thresholdOfCut({ scores }: ScoreCuts, cut: number): number {
  const claimed = scores[cut] ?? 1;
  const left = scores[cut + 1] ?? 0;
  const middle = (claimed + left) / 2;
  // Between neighbouring numbers there is no middle: it rounds to one of them.
  return middle > left ? middle : claimed;
}
