import type { Tensor2D, Tensor4D, Variable } from '@tensorflow/tfjs-core';

/** What training needs of a model: its variables and its logits. */
export interface Trainable {
  /** The variables to train now, in a stable order; frozen ones are left out. */
  readonly variables: readonly Variable[];
  /**
   * Every float32 variable that training changes or that a checkpoint must keep, in a stable order: trainable,
   * frozen and moving statistics. Without it, `variables` is all there is.
   */
  readonly state?: readonly Variable[];
  /** Factors on the learning rate, by variable; 1 for those that are not in it. */
  readonly learningRateScales?: ReadonlyMap<Variable, number>;
  /**
   * Class logits `[N, classes]` of float32 images `[N, H, W, C]`. `step` counts the batches trained before
   * this one, from 0, and `firstImage` the images of the same batch before these, which is not 0 where a batch is
   * split; dropout masks may depend on the two alone, so that a resumed run draws the same masks.
   */
  logits(
    images: Tensor4D,
    options: { readonly training: boolean; readonly step?: number; readonly firstImage?: number },
  ): Tensor2D;
}

/** Images `[N, H, W, C]` with one-hot labels `[N, classes]`; whoever iterates disposes it. */
export interface TrainingBatch {
  readonly images: Tensor4D;
  readonly labels: Tensor2D;
  readonly ids?: readonly string[];
  dispose(): void;
}

/** A source of batches; `batches(epoch)` gives the same ones each time that it is asked for that epoch (from 0). */
export interface TrainingBatches {
  readonly sampleCount: number;
  batches(epoch: number): AsyncIterable<TrainingBatch>;
}

/** A number drawn from class indices `[N]` and rows of class probabilities `[N][classes]`. */
export type ValidationMetric = (data: {
  readonly labels: readonly number[];
  readonly scores: readonly (readonly number[])[];
}) => number;

/** Which number of an epoch says that it is better than another. */
export interface Monitor {
  /** `'loss'`, `'accuracy'` or a name in `metrics`; of the validation set where there is one, else of training. */
  readonly metric: string;
  /** `'min'`: lower is better; `'max'`: higher is better. NaN never counts as better. */
  readonly mode: 'min' | 'max';
}
