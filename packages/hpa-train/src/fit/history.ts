/** The validation numbers of one epoch: loss, accuracy and each named metric. */
export interface ValidationRecord {
  /** Mean cross-entropy in nats, without class weights. */
  readonly loss: number;
  /** Share of samples whose highest probability is their class, in [0, 1]. */
  readonly accuracy: number;
  readonly [metric: string]: number;
}

/** What one epoch of training gave. */
export interface EpochRecord {
  /** From 1. */
  readonly epoch: number;
  /** Mean training loss over the samples of the epoch, taken while the weights moved; with class weights. */
  readonly loss: number;
  /** Training accuracy over the same forward passes, in [0, 1]. */
  readonly accuracy: number;
  /** Present when fit() was given a validation set. */
  readonly validation?: ValidationRecord;
  /** The optimizer's learning rate in this epoch, before any decay of its own. */
  readonly learningRate: number;
  /** Wall time of the training batches, loading included, validation not. */
  readonly seconds: number;
  /** Training samples divided by `seconds`. */
  readonly imagesPerSecond: number;
  /** Most images that went through the model at once, where batches were split to keep within memory. */
  readonly microBatchSize?: number;
}

/** The epoch with the best monitored value; the earliest among equals. */
export interface BestEpoch {
  /** From 1. */
  readonly epoch: number;
  readonly metric: string;
  readonly value: number;
}

/** A finished training run as plain JSON. */
export interface History {
  /** One record per finished epoch; an epoch cut short by an abort leaves none. */
  readonly epochs: readonly EpochRecord[];
  /** Null while no epoch had a monitored value other than NaN. */
  readonly best: BestEpoch | null;
  /** `'early'`: early stopping left epochs undone; `'aborted'`: the signal did. */
  readonly stopped: 'completed' | 'early' | 'aborted';
}
