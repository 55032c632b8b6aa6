/** A sample that was skipped because it cannot be used. */
export interface SkippedSample {
  /** Id of the sample, as far as it is known. */
  readonly id: string;
  /** What is wrong, naming the file. */
  readonly reason: string;
}
