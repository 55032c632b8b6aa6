/** The true class and the predicted class probabilities of each sample. */
export interface LabelledScores {
  /**
   * The true class of each sample: an integer in [0, classes). The type admits null, which stands for a sample without
   * a label, so that what a prediction returns can be passed on; no function accepts it.
   */
  readonly labels: readonly (number | null)[];
  /** One row of class probabilities per sample, each in [0, 1], summing to 1. */
  readonly scores: readonly (readonly number[])[];
}

/** A square matrix of sample counts: `confusion[trueClass][predictedClass]`. */
export type ConfusionMatrix = readonly (readonly number[])[];
