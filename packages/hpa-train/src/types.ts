import type { Tensor2D, Tensor4D, Variable } from '@tensorflow/tfjs-core';

/** What training needs of a model: its variables and its logits. */
export interface Trainable {
  /** The variables to train now, in a stable order, without frozen ones. */
  readonly variables: readonly Variable[];
  /**
   * Every float32 variable that training changes or a checkpoint must keep, in a stable order: trainable and frozen
   * variables and moving statistics. The default is `variables`.
   */
  readonly state?: readonly Variable[];
  /** Factors on the learning rate by variable; 1 for variables without an entry. */
  readonly learningRateScales?: ReadonlyMap<Variable, number>;
  /** What the model takes, if it says so: batches that say they are made otherwise are refused. */
  readonly card?: {
    readonly input: { readonly channels: readonly string[]; readonly normalization: string };
  };
  /**
   * Returns class logits `[N, classes]` for float32 images `[N, H, W, C]`.
   *
   * `step` is the number of batches trained before this one. `firstImage` is the number of images of the same batch
   * that come before these; it is not 0 if a batch is split. Dropout masks may depend on these two only, so that a
   * resumed run draws the same masks.
   */
  logits(
    images: Tensor4D,
    options: { readonly training: boolean; readonly step?: number; readonly firstImage?: number },
  ): Tensor2D;
}

/** Images `[N, H, W, C]` with labels `[N, classes]`, one-hot or shares that sum to 1; the code that iterates over batches disposes them. */
export interface Batch {
  readonly images: Tensor4D;
  readonly labels: Tensor2D;
  /** The id of each sample. */
  readonly ids?: readonly string[];
  /** Disposes images and labels. */
  dispose(): void;
}

/** A source of batches, which can be iterated once per epoch. */
export interface BatchSource {
  /** The number of samples in an epoch. */
  readonly sampleCount: number;
  /** The channels of the images, in order, and how their levels became numbers; compared with the card of the model. */
  readonly input?: { readonly channels: readonly string[]; readonly normalization: string };
  /** Returns the batches of an epoch, counted from 0: the same ones each time it is called for that epoch. */
  batches(epoch: number): AsyncIterable<Batch>;
}

/** The metric that decides which of two epochs is better. */
export interface Monitor {
  /** `'loss'`, `'accuracy'` or a name in `metrics`, of the validation set if there is one, otherwise of training. */
  readonly metric: string;
  /** `'min'`: lower is better; `'max'`: higher is better. NaN is never better. */
  readonly mode: 'min' | 'max';
}
