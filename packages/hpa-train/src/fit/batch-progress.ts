/** Where training stands after a batch. */
export interface BatchProgress {
  /** From 1. */
  readonly epoch: number;
  /** Epochs asked for. */
  readonly epochs: number;
  /** From 1 in each epoch. */
  readonly batch: number;
  /** Samples trained in this epoch so far. */
  readonly samples: number;
  /** Samples in a whole epoch. */
  readonly sampleCount: number;
  /** Loss of this batch. */
  readonly batchLoss: number;
  /** Mean loss over the epoch so far. */
  readonly loss: number;
  /** Accuracy over the epoch so far, in [0, 1]. */
  readonly accuracy: number;
  readonly learningRate: number;
  /** Since the epoch began. */
  readonly seconds: number;
}
