/** The true class and the predicted class probabilities of each sample. */
export interface ClassificationData {
  /** The true class of each sample: an integer in [0, classes). */
  readonly labels: readonly number[];
  /** One row of class probabilities per sample, each in [0, 1], summing to 1. */
  readonly scores: readonly (readonly number[])[];
}

/** A class: its id in the dataset and its name. */
export interface ClassLabel {
  readonly id: number;
  readonly name: string;
}

/** A square matrix of sample counts: `confusion[trueClass][predictedClass]`. */
export type ConfusionMatrix = readonly (readonly number[])[];

/** How a bootstrap resamples, and how wide its intervals are. */
export interface BootstrapOptions {
  /** An integer in [0, 2^32). The same seed draws the same resamples. */
  readonly seed: number;
  /** The number of resamples; 1000 by default. */
  readonly resamples?: number | undefined;
  /** The nominal coverage of the intervals, in (0, 1); 0.95 by default. */
  readonly level?: number | undefined;
  /**
   * The group of each sample, such as the image it was cut from. Whole groups are drawn, because the cells of one
   * image are alike and carry less information than as many independent cells.
   */
  readonly groups?: readonly string[] | undefined;
}
