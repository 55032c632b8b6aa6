/** Scores from the highest to the lowest, with the truth of each. */
export interface Ranking {
  readonly scores: Float64Array;
  /** 1 for a positive, 0 for a negative, in the order of the scores. */
  readonly positives: Uint8Array;
}
