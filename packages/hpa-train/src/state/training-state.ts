import type { BestEpoch, EpochRecord } from '../fit/history.js';

/** The name and shape of a float32 tensor. */
export interface TensorHeader {
  readonly name: string;
  readonly shape: readonly number[];
}

/** One float32 tensor read back to the host, in C order. */
export interface SavedTensor extends TensorHeader {
  readonly data: Float32Array;
}

/** An optimizer between two steps. */
export interface OptimizerState<Stored extends TensorHeader = SavedTensor> {
  readonly name: string;
  /** Constants such as beta1 that must be the same on resuming. */
  readonly settings: Readonly<Record<string, number | boolean>>;
  readonly learningRate: number;
  /** Updates applied so far. */
  readonly step: number;
  /** For each trained variable in turn, its slots in turn. */
  readonly slots: readonly Stored[];
}

/** Everything that fit() needs to go on after an epoch as if it had never stopped: plain JSON and Float32Arrays. */
export interface TrainingState<Stored extends TensorHeader = SavedTensor> {
  /** Finished epochs. */
  readonly epoch: number;
  /** Batches trained so far, over all epochs. */
  readonly step: number;
  /** The model's state, in its order. */
  readonly weights: readonly Stored[];
  readonly optimizer: OptimizerState<Stored>;
  readonly history: readonly EpochRecord[];
  readonly best: BestEpoch | null;
  /** The model's state after the best epoch; null where the best is not kept. */
  readonly bestWeights: readonly Stored[] | null;
}
