import type { Tensor1D, Tensor2D, Tensor4D, Variable } from '@tensorflow/tfjs-core';

/** What a row of labels may hold: one class, or any number of them, also none. */
export type Task = 'single-label' | 'multi-label';

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
  /** What the model takes and answers, if it says so: batches that say they are made otherwise are refused. */
  readonly card?: {
    readonly input: { readonly channels: readonly string[]; readonly normalization: string };
    /** Decides how labels are checked and scores are computed: softmax, or a sigmoid per class. */
    readonly task?: 'single-label' | 'multi-label';
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

/** Images `[N, H, W, C]` with labels `[N, classes]`; the code that iterates over batches disposes them. */
export interface Batch {
  readonly images: Tensor4D;
  /** Of one class per sample: one-hot, or shares that sum to 1. Of several: any numbers in [0, 1]. */
  readonly labels: Tensor2D;
  /** A factor on the training loss of each sample, `[N]`, at least 0; 1 for all by default. */
  readonly sampleWeights?: Tensor1D;
  /** The id of each sample. */
  readonly ids?: readonly string[];
  /** Disposes images, labels and weights. */
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
  /**
   * Returns the batches of an epoch from one of them on, counted from 0, as `batches` has them, without making those before. Without it
   * a run that resumes inside an epoch makes and disposes them.
   */
  batchesFrom?(epoch: number, first: number): AsyncIterable<Batch>;
}

/** The metric that decides which of two epochs is better. */
export interface Monitor {
  /** `'loss'`, `'accuracy'` or a name in `metrics`, of the validation set if there is one, otherwise of training. */
  readonly metric: string;
  /** `'min'`: lower is better; `'max'`: higher is better. NaN is never better. */
  readonly mode: 'min' | 'max';
}
