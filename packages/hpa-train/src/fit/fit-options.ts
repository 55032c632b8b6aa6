import type { MemoryLimits } from '../memory/memory-limits.js';
import type { Optimizer } from '../optimizers/optimizer.js';
import type { TrainingState } from '../state/training-state.js';
import type { Monitor, TrainingBatches, ValidationMetric } from '../types.js';
import type { BatchProgress } from './batch-progress.js';
import type { EpochRecord } from './history.js';

/** How fit() trains. */
export interface FitOptions {
  /** Stays the caller's to dispose. */
  readonly optimizer: Optimizer;
  /** Epochs in all, those before `resumeFrom` included. */
  readonly epochs: number;
  /** Scored after every epoch: its `batches(0)`, so that epochs compare. */
  readonly validation?: TrainingBatches;
  /** One weight per class for the training loss; 1 each by default. */
  readonly classWeights?: readonly number[];
  /** Further numbers to compute on the validation set, by name; any name but loss and accuracy. */
  readonly metrics?: Readonly<Record<string, ValidationMetric>>;
  /** Stops once this many epochs in a row have not bettered the best; it also chooses the best. */
  readonly earlyStopping?: Monitor & { readonly patience: number };
  /** Chooses the best epoch where earlyStopping does not; by default the lowest loss. */
  readonly monitor?: Monitor;
  /** Whether the model ends with its best epoch's state, however fit() ends; by default where validation is given. */
  readonly restoreBest?: boolean;
  /** Scales the gradients of a batch down to this global norm where theirs is larger. */
  readonly clipNorm?: number;
  /**
   * What the engine can hold. A batch that would take more is split, and the gradients of its parts are added up to
   * those of the whole; batch normalization sees each part by itself.
   */
  readonly memoryLimits?: MemoryLimits;
  /** The learning rate of an epoch, from 0. */
  readonly schedule?: (epoch: number) => number;
  /**
   * Called before every epoch, from 0, and with the last epoch of `resumeFrom`: here a model may choose anew which of its
   * variables train.
   */
  readonly beforeEpoch?: (epoch: number) => void;
  /** Stops after the batch at hand; the epoch that it cuts short leaves no record. */
  readonly signal?: AbortSignal;
  /** Called after every batch. */
  readonly onBatch?: (progress: BatchProgress) => void;
  /** Called and awaited after every epoch; `snapshot` may be called only until then, and reads all weights back. */
  readonly onEpoch?: (record: EpochRecord, snapshot: () => Promise<TrainingState>) => void | Promise<void>;
  /** Goes on from a snapshot, with a model, optimizer, batches and options like those that it was taken with. */
  readonly resumeFrom?: TrainingState | null;
}
