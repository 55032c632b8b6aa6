/** The results of a training run, as plain JSON. */
export interface History {
  /** One record per finished epoch; an epoch interrupted by an abort has none. */
  readonly epochs: readonly {
    /** From 1. */
    readonly epoch: number;
    /** Mean training loss over the samples of the epoch while the weights change, with weights of classes and samples and penalties. */
    readonly loss: number;
    /** Training accuracy over the same forward passes, in [0, 1]. */
    readonly accuracy: number;
    /** Loss, accuracy and each named metric of the validation set; absent if fit() has none. */
    readonly validation?: {
      /** Mean loss, without weights and penalties; of softmaxCrossEntropy() and binaryCrossEntropy() in nats. */
      readonly loss: number;
      /**
       * Share of samples, in [0, 1], whose most probable class is the true one; of several classes, whose probabilities are at least
       * 0.5 for exactly the true ones.
       */
      readonly accuracy: number;
      readonly [metric: string]: number;
    };
    /** The learning rate of the last update of this epoch, before any decay of the optimizer's own. */
    readonly learningRate: number;
    /** Wall time of the training batches, with loading and without validation. */
    readonly seconds: number;
    /** Training samples divided by `seconds`. */
    readonly imagesPerSecond: number;
    /** The maximum number of images in one pass, if batches were split to stay within the memory limits. */
    readonly microBatchSize?: number;
  }[];
  /** Null if the monitored metric was NaN in every epoch. */
  readonly best: {
    /** From 1. */
    readonly epoch: number;
    readonly metric: string;
    readonly value: number;
  } | null;
  /** `'completed'`; `'aborted'` if the signal ended the run; else the reason of the callback that did, such as `'early'` or `'time'`. */
  readonly stopped: string;
}

/** The epoch that was best. */
export type BestEpoch = NonNullable<History['best']>;

/** The results of one epoch. */
export type EpochRecord = History['epochs'][number];
