/**
 * What the samples are and what a model says of them, for either task.
 *
 * Single-label: each sample belongs to one class, scores of a sample sum to 1, and the most probable class is predicted.
 * Multi-label: each sample belongs to any number of classes, each score is a probability of its own, and every class is
 * predicted whose score reaches its threshold. `predict` of @hpa/train returns either form.
 */
export type ClassificationData =
  | {
      /** One class per sample; also if absent. */
      readonly task?: 'single-label' | undefined;
      /**
       * The true class of each sample: an integer in [0, classes). The type admits null, which stands for a sample
       * without a label, so that what a prediction returns can be passed on; no function accepts it.
       */
      readonly labels: readonly (number | null)[];
      /** One row of class probabilities per sample, each in [0, 1], summing to 1. */
      readonly scores: readonly (readonly number[])[];
      readonly indicators?: undefined;
      readonly thresholds?: undefined;
    }
  | {
      /** Any number of classes per sample. */
      readonly task: 'multi-label';
      /** The true classes of each sample, each an integer in [0, classes) and listed once; [] for none of the classes. */
      readonly labels: readonly (readonly number[])[];
      /** One row per sample with one probability per class, each in [0, 1] by itself. */
      readonly scores: readonly (readonly number[])[];
      /** One per class, in [0, 1]: a class is predicted where its score is at least this; 0.5 by default. */
      readonly thresholds?: readonly number[] | undefined;
      readonly indicators?: undefined;
    }
  | {
      /** Any number of classes per sample. */
      readonly task: 'multi-label';
      /** In place of labels: one row per sample that says for each class whether the sample belongs to it. */
      readonly indicators: readonly (readonly (number | boolean)[])[];
      /** One row per sample with one probability per class, each in [0, 1] by itself. */
      readonly scores: readonly (readonly number[])[];
      /** One per class, in [0, 1]: a class is predicted where its score is at least this; 0.5 by default. */
      readonly thresholds?: readonly number[] | undefined;
      readonly labels?: undefined;
    };

/** What is known of the samples of a resample beforehand, because it follows from all samples. */
export interface KnownOfSamples {
  /** The values of the counts of the samples. */
  readonly counts: () => Float64Array;
  /**
   * How many positives and negatives a falling threshold gains at each step, by the scores of one class or, without it, of
   * all pairs of a sample and a class.
   */
  readonly steps: (classIndex?: number) => {
    readonly hits: Int32Array;
    readonly misses: Int32Array;
  };
}

/** Checked data of single-label samples, in typed arrays. */
export interface SingleLabelData {
  readonly task: 'single-label';
  /** At least 1. */
  readonly sampleCount: number;
  /** At least 2. */
  readonly classCount: number;
  /** The true class of each sample. */
  readonly labels: Int32Array;
  /** Row by row: the score of class c of sample s is at s * classCount + c. */
  readonly scores: Float64Array;
  /** Of a resample only. */
  readonly known?: KnownOfSamples | undefined;
}

/** Checked data of multi-label samples, in typed arrays. */
export interface MultiLabelData {
  readonly task: 'multi-label';
  /** At least 1. */
  readonly sampleCount: number;
  /** At least 1. */
  readonly classCount: number;
  /** Row by row, 1 if sample s belongs to class c, otherwise 0. */
  readonly indicators: Uint8Array;
  /** Row by row: the score of class c of sample s is at s * classCount + c. */
  readonly scores: Float64Array;
  /** One per class. */
  readonly thresholds: Float64Array;
  /** Of a resample only. */
  readonly known?: KnownOfSamples | undefined;
}

/** Data that {@link requireData} has checked. */
export type CheckedData = SingleLabelData | MultiLabelData;
