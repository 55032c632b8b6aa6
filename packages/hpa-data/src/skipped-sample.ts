/** A sample that cannot be used, as skip mode lists it. */
export interface SkippedSample {
  /** The sample's id, as far as it is known. */
  readonly id: string;
  /** What is wrong, naming the file. */
  readonly reason: string;
}
