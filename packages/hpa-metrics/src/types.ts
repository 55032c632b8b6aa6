/** True classes beside predicted probabilities: what every metric of this package reads. */
export interface ClassificationData {
  /** The true class of each sample: an integer in [0, classes). */
  readonly labels: readonly number[];
  /** One row of class probabilities a sample, each in [0, 1], summing to 1. */
  readonly scores: readonly (readonly number[])[];
}

/** The probabilities that two models, `a` and `b`, gave to the same samples. */
export interface PairedData {
  /** The true class of each sample: an integer in [0, classes). */
  readonly labels: readonly number[];
  /** The probability rows of the first model. */
  readonly a: readonly (readonly number[])[];
  /** The probability rows of the second model, in the same order of samples. */
  readonly b: readonly (readonly number[])[];
}

/** Counts of samples, square: `confusion[trueClass][predictedClass]`. */
export type ConfusionMatrix = readonly (readonly number[])[];

/** A metric that needs no more than a confusion matrix, and can therefore be resampled quickly. */
export type ConfusionMetric = (confusion: ConfusionMatrix) => number;

/** A closed interval, lower end first. */
export type Interval = readonly [low: number, high: number];

/** How a bootstrap draws, and how wide its intervals are. */
export interface BootstrapOptions {
  /** An integer in [0, 2^32): the same seed draws the same resamples. */
  readonly seed: number;
  /** How many resamples are drawn; 1000 unless told. */
  readonly resamples?: number | undefined;
  /** The coverage that the interval aims at, in (0, 1); 0.95 unless told. */
  readonly level?: number | undefined;
  /**
   * The group of each sample, such as its source picture. Groups are drawn whole, because the cells of one
   * picture are alike and say less than as many independent ones would.
   */
  readonly groups?: readonly string[] | undefined;
}
