import type { History } from '../state/history.js';
import type { TrainingState } from '../state/training-state.js';
import type { Batch } from '../types.js';

/**
 * What fit() tells while it trains. Each member is awaited before training goes on; the callbacks of a list are called in its order. An
 * error of one ends the run, and its message names the callback.
 */
export interface Callback {
  /** What errors call it; by default its place in the list. */
  readonly name?: string;
  /** Before the first batch; of a resumed run, once its state is restored. */
  onStart?(run: TrainingRun): void | Promise<void>;
  /** After every update of the weights. */
  onStep?(
    progress: {
      /** From 1. */
      readonly epoch: number;
      /** The total number of epochs. */
      readonly epochs: number;
      /** From 1 in each epoch. */
      readonly batch: number;
      /** Updates so far, over all epochs. */
      readonly step: number;
      /** Samples trained on in this epoch so far. */
      readonly samples: number;
      /** Samples in a whole epoch. */
      readonly sampleCount: number;
      /** Loss of this batch. */
      readonly batchLoss: number;
      /** Mean loss of the epoch so far. */
      readonly loss: number;
      /** Accuracy of the epoch so far, in [0, 1]. */
      readonly accuracy: number;
      readonly learningRate: number;
      /** Since the start of the epoch; of an epoch that was resumed, the time before is in it. */
      readonly seconds: number;
    },
    run: TrainingRun,
  ): void | Promise<void>;
  /** After every epoch, validation included. */
  onEpoch?(record: History['epochs'][number], run: TrainingRun): void | Promise<void>;
  /** If loss, gradients or logits are not finite any more; the error is thrown afterwards. */
  onDiverged?(
    failure: {
      /** Its name is `Diverged`. */
      readonly error: Error;
      /** From 1. */
      readonly epoch: number;
      /** From 1; null in validation. */
      readonly batch: number | null;
      /** Updates before this one. */
      readonly step: number;
      readonly learningRate: number;
      /** The tensors of the batch, valid until the callback is done; null in validation. */
      readonly tensors: Pick<Batch, 'images' | 'labels' | 'sampleWeights' | 'ids'> | null;
    },
    run: TrainingRun,
  ): void | Promise<void>;
  /** Once training has ended without an error, before the model gets its best weights or the averages. */
  onEnd?(history: History, run: TrainingRun): void | Promise<void>;
}

/**
 * The run that a callback is told of.
 *
 * @inline
 */
export interface TrainingRun {
  /** The total number of epochs. */
  readonly epochs: number;
  /** Updates so far, over all epochs. */
  readonly step: number;
  /** The records of the epochs so far, those before a resumption included. */
  readonly history: History['epochs'];
  /** The best epoch so far. */
  readonly best: History['best'];
  /** The step that the run was resumed at; null if it was not. */
  readonly resumedAt: number | null;
  /** The names of the metrics that every epoch has: `'loss'`, `'accuracy'` and those of the options. */
  readonly metrics: readonly string[];
  /** Reads all weights back. Must be called before the callback is done. */
  snapshot(): Promise<TrainingState>;
  /**
   * Ends the run after the current step; the history says the reason. An epoch that is interrupted leaves no record.
   *
   * @throws RangeError if the reason is empty, `'completed'` or `'aborted'`.
   */
  stop(reason: string): void;
}

/** What a step tells. */
export type Progress = Parameters<NonNullable<Callback['onStep']>>[0];

/** What is known of a batch that made numbers infinite. */
export type Failure = Parameters<NonNullable<Callback['onDiverged']>>[0];
