import type { History } from './history.js';

/**
 * Everything that fit() needs to continue after an update as if it had never stopped: plain JSON and Float32Arrays.
 */
export interface TrainingState {
  /** The number of finished epochs. */
  readonly epoch: number;
  /** The number of batches trained so far, over all epochs. */
  readonly step: number;
  /** The state of the model, in its order: float32 tensors read back to the host, in C order. */
  readonly weights: readonly {
    readonly name: string;
    readonly shape: readonly number[];
    readonly data: Float32Array;
  }[];
  readonly optimizer: {
    readonly name: string;
    /** Constants such as beta1, which must be the same when resuming. */
    readonly settings: Readonly<Record<string, number | boolean>>;
    readonly learningRate: number;
    /** The number of updates applied so far. */
    readonly step: number;
    /** The slots of each trained variable in turn. */
    readonly slots: TrainingState['weights'];
  };
  readonly history: History['epochs'];
  readonly best: History['best'];
  /** The state of the model after the best epoch; null if the best epoch is not kept. */
  readonly bestWeights: TrainingState['weights'] | null;
  /** The epoch that is under way; absent between epochs. */
  readonly unfinishedEpoch?: {
    /** Batches trained in it. */
    readonly batches: number;
    /** Samples trained on in it. */
    readonly samples: number;
    /** The losses of its samples, added up. */
    readonly lossSum: number;
    /** Samples of it that the model got right. */
    readonly correctSum: number;
    readonly seconds: number;
    /** The number of images in the largest part of a split batch; null if no batch was split. */
    readonly microBatchSize: number | null;
  };
  /** The exponential moving averages of the weights, in their order; absent without `ema`. */
  readonly averages?: { readonly decay: number; readonly weights: TrainingState['weights'] };
  /** How many images of a shape pass at once, in a whole batch and in a part of one; absent without memory limits. */
  readonly microBatches?: Readonly<Record<string, { readonly whole: number; readonly part: number }>>;
}

/** An epoch that is under way. */
export type UnfinishedEpoch = NonNullable<TrainingState['unfinishedEpoch']>;

/** One float32 tensor read back to the host, in C order. */
export type SavedTensor = TrainingState['weights'][number];
