/** Scores in any order, with the truth of each. */
export interface ScoredTruth {
  readonly scores: Float64Array;
  /** 1 for a positive, 0 for a negative, in the order of the scores. */
  readonly positives: Uint8Array;
}
