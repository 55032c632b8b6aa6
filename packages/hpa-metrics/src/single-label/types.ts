/** The true class and the predicted class probabilities of each sample. */
export interface ClassificationData {
  /** The true class of each sample: an integer in [0, classes). */
  readonly labels: readonly number[];
  /** One row of class probabilities per sample, each in [0, 1], summing to 1. */
  readonly scores: readonly (readonly number[])[];
}

/** A square matrix of sample counts: `confusion[trueClass][predictedClass]`. */
export type ConfusionMatrix = readonly (readonly number[])[];
