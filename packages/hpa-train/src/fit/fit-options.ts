import type { Variable } from '@tensorflow/tfjs-core';
import type { Callback } from '../callbacks/callback.js';
import type { Loss } from '../losses/loss.js';
import type { MemoryLimits } from '../memory/memory-limits.js';
import type { Optimizer } from '../optimizers/optimizer.js';
import type { Schedule } from '../schedules/schedule.js';
import type { TrainingState } from '../state/training-state.js';
import type { BatchSource } from '../types.js';

/** How fit() trains. */
export interface FitOptions {
  /** Stays the caller's to dispose. */
  readonly optimizer: Optimizer;
  /** The total number of epochs, including those before `resumeFrom`. */
  readonly epochs: number;
  /**
   * What training minimizes: losses.softmaxCrossEntropy() by default or, of several classes a sample,
   * losses.binaryCrossEntropy().
   */
  readonly loss?: Loss;
  /** What a row of labels may hold; by default what the card of the model says, or else one class. */
  readonly task?: 'single-label' | 'multi-label';
  /** Adds l1 sum |w| to the training loss, over all trainable variables of more than one axis; 0 by default. */
  readonly l1?: number;
  /** Adds l2 sum w^2 to the training loss, over all trainable variables of more than one axis; 0 by default. */
  readonly l2?: number;
  /** Scored after every epoch; always its `batches(0)`, so that epochs are comparable. */
  readonly validation?: BatchSource;
  /** One weight per class for the training loss; 1 each by default. */
  readonly classWeights?: readonly number[];
  /**
   * Additional metrics of the validation set by name, from the task, class indices (one per sample, or a list of them) and rows of
   * class probabilities `[N][classes]`; `loss` and `accuracy` are reserved. A metric may be one of the task at hand alone.
   */
  readonly metrics?: Readonly<
    Record<
      string,
      // The type of a method: it admits functions that take the data of one task alone.
      {
        of(
          data:
            | {
                readonly task: 'single-label';
                readonly labels: readonly number[];
                readonly scores: readonly (readonly number[])[];
              }
            | {
                readonly task: 'multi-label';
                readonly labels: readonly (readonly number[])[];
                readonly scores: readonly (readonly number[])[];
              },
        ): number;
      }['of']
    >
  >;
  /**
   * Decides which epoch is the best; by default the one with the lowest loss. The metric is `'loss'`, `'accuracy'` or a name in
   * `metrics`, of the validation set if there is one, otherwise of training. By `'min'` lower is better, by `'max'` higher; NaN is
   * never better.
   */
  readonly monitor?: { readonly metric: string; readonly mode: 'min' | 'max' };
  /** Whether the model ends with the state of its best epoch, however fit() ends; by default if validation is given. */
  readonly restoreBest?: boolean;
  /** Brings every number of the gradients of a batch, those of penalties included, into [-clipValue, clipValue]. */
  readonly clipValue?: number;
  /** Scales the gradients of a batch, those of penalties included, down to this global norm if theirs is larger; after `clipValue`. */
  readonly clipNorm?: number;
  /**
   * Keeps an exponential moving average of the whole state of the model, moving statistics included: a = d a + (1 - d) w after each
   * update, with d = min(decay, (1 + t) / (10 + t)) after t of them. Validation sees the averages, and the model is left with those of
   * its best epoch, or of its end; training itself goes on from the weights.
   */
  readonly ema?: {
    /** In [0, 1), such as 0.99. */
    readonly decay: number;
  };
  /**
   * Settings of some variables, of which the first group that matches one counts: a factor on the learning rate, beside that of the model;
   * `weightDecay` instead of the optimizer's, which must have one; `l1` and `l2` instead of the run's, for all variables that match.
   */
  readonly parameterGroups?: readonly {
    /** Whether the group is for a variable; asked once of each. */
    readonly match: (variable: Variable) => boolean;
    /** At least 0. */
    readonly learningRateScale?: number;
    /** At least 0. */
    readonly weightDecay?: number;
    /** At least 0. */
    readonly l1?: number;
    /** At least 0. */
    readonly l2?: number;
  }[];
  /**
   * The memory of the engine. A batch that would take more is split, and the gradients of its parts are added up to
   * those of the whole batch; batch normalization sees each part alone, and so does a loss that compares the samples of a
   * batch, such as losses.lovaszLoss().
   */
  readonly memoryLimits?: MemoryLimits;
  /** The learning rate of an update, called before every one; without it the optimizer keeps its own. See `schedules`. */
  readonly schedule?: Schedule;
  /**
   * Called before every epoch, counted from 0, and first with the last epoch that `resumeFrom` had begun. It may change which
   * variables of the model train.
   */
  readonly beforeEpoch?: (epoch: number) => void;
  /** Aborts after the current batch; an epoch that it interrupts leaves no record. */
  readonly signal?: AbortSignal;
  /** Told of the steps, the epochs and the end of the run, in the order of the list; see `callbacks`. */
  readonly callbacks?: readonly Callback[];
  /** Continues from a snapshot, with a model, optimizer, batches and options like those it was taken with. */
  readonly resumeFrom?: TrainingState | null;
}
