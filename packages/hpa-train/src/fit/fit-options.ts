import { describeValue } from '../describe-value.js';
import type { Loss } from '../losses/loss.js';
import { requireLoss } from '../losses/require-loss.js';
import { requireSomeWeight } from '../losses/require-some-weight.js';
import { type MemoryLimits, requireMemoryLimits } from '../memory/memory-limits.js';
import type { Optimizer } from '../optimizers/optimizer.js';
import { requireOptimizer } from '../optimizers/require-optimizer.js';
import { requireCount, requireNonNegative, requirePositive } from '../require-number.js';
import { requireFunction, requireOptions, requireSignal } from '../require-options.js';
import type { Schedule } from '../schedules/schedule.js';
import type { History } from '../state/history.js';
import type { TrainingState } from '../state/training-state.js';
import type { BatchSource } from '../types.js';

/** How fit() trains. */
export interface FitOptions {
  /** Stays the caller's to dispose. */
  readonly optimizer: Optimizer;
  /** The total number of epochs, including those before `resumeFrom`. */
  readonly epochs: number;
  /**
   * What training minimizes: softmaxCrossEntropy() by default or, of several classes a sample, binaryCrossEntropy().
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
  /** Stops when this many epochs in a row have not improved on the best; also decides which epoch is the best, as `monitor` does. */
  readonly earlyStopping?: {
    readonly metric: string;
    readonly mode: 'min' | 'max';
    readonly patience: number;
  };
  /**
   * Decides which epoch is the best if there is no earlyStopping; by default the one with the lowest loss. The metric is `'loss'`,
   * `'accuracy'` or a name in `metrics`, of the validation set if there is one, otherwise of training. By `'min'` lower is better,
   * by `'max'` higher; NaN is never better.
   */
  readonly monitor?: { readonly metric: string; readonly mode: 'min' | 'max' };
  /** Whether the model ends with the state of its best epoch, however fit() ends; by default if validation is given. */
  readonly restoreBest?: boolean;
  /** Scales the gradients of a batch, those of penalties included, down to this global norm if theirs is larger. */
  readonly clipNorm?: number;
  /**
   * The memory of the engine. A batch that would take more is split, and the gradients of its parts are added up to
   * those of the whole batch; batch normalization sees each part alone, and so does a loss that compares the samples of a
   * batch, such as lovaszLoss().
   */
  readonly memoryLimits?: MemoryLimits;
  /** The learning rate of an update, called before every one; without it the optimizer keeps its own. See `schedules`. */
  readonly schedule?: Schedule;
  /**
   * Called before every epoch, counted from 0, and first with the last epoch of `resumeFrom`. It may change which
   * variables of the model train.
   */
  readonly beforeEpoch?: (epoch: number) => void;
  /** Aborts after the current batch; an epoch that it interrupts leaves no record. */
  readonly signal?: AbortSignal;
  /** Called after every batch. */
  readonly onBatch?: (progress: {
    /** From 1. */
    readonly epoch: number;
    /** The total number of epochs. */
    readonly epochs: number;
    /** From 1 in each epoch. */
    readonly batch: number;
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
    /** Since the start of the epoch. */
    readonly seconds: number;
  }) => void;
  /** Called and awaited after every epoch. `snapshot` must be called before it returns, and reads all weights back. */
  readonly onEpoch?: (
    record: History['epochs'][number],
    snapshot: () => Promise<TrainingState>,
  ) => void | Promise<void>;
  /** Continues from a snapshot, with a model, optimizer, batches and options like those it was taken with. */
  readonly resumeFrom?: TrainingState | null;
}

const KNOWN_OPTIONS: Readonly<Record<keyof FitOptions, true>> = {
  optimizer: true,
  epochs: true,
  loss: true,
  task: true,
  l1: true,
  l2: true,
  validation: true,
  classWeights: true,
  metrics: true,
  earlyStopping: true,
  monitor: true,
  restoreBest: true,
  clipNorm: true,
  memoryLimits: true,
  schedule: true,
  beforeEpoch: true,
  signal: true,
  onBatch: true,
  onEpoch: true,
  resumeFrom: true,
};

const BUILT_IN_METRICS: readonly string[] = ['loss', 'accuracy'];

/**
 * Returns the options of fit() if they are valid and do not contradict each other.
 *
 * @throws RangeError if a number or a name is out of range; TypeError if an option is unknown or of another kind, or options
 * contradict each other.
 */
export function requireFitOptions(options: FitOptions): FitOptions {
  const { epochs, validation, classWeights, metrics, earlyStopping, monitor, clipNorm, memoryLimits } =
    options;
  requireOptions(options, { of: 'fit', known: KNOWN_OPTIONS });
  requireOptimizer(options.optimizer);
  requireCount(epochs, { name: 'epochs' });
  requireLoss(options.loss);
  for (const name of ['l1', 'l2'] as const) {
    requireNonNegative(options[name] ?? 0, { name });
  }
  requireSignal(options.signal);
  for (const name of ['schedule', 'beforeEpoch', 'onBatch', 'onEpoch'] as const) {
    requireFunction(options[name], { name });
  }
  if (metrics !== undefined && (typeof metrics !== 'object' || Array.isArray(metrics))) {
    throw new TypeError(
      `metrics must be an object of functions by name, such as { macroF1 }; received ${describeValue(metrics)}`,
    );
  }
  for (const [name, metric] of Object.entries(metrics ?? {})) {
    requireFunction(metric, { name: `metrics.${name}` });
  }
  if (classWeights !== undefined && !Array.isArray(classWeights)) {
    throw new TypeError(
      `classWeights must be an array, one weight per class; received ${describeValue(classWeights)}`,
    );
  }
  for (const name of ['earlyStopping', 'monitor'] as const) {
    if (options[name] !== undefined && typeof options[name] !== 'object') {
      const patience = name === 'earlyStopping' ? ', patience: 5' : '';
      throw new TypeError(
        `${name} must be an object such as { metric: 'loss', mode: 'min'${patience} }; received ${describeValue(options[name])}`,
      );
    }
  }
  if (clipNorm !== undefined) {
    requirePositive(clipNorm, { name: 'clipNorm' });
  }
  if (memoryLimits !== undefined) {
    requireMemoryLimits(memoryLimits, { name: 'memoryLimits' });
  }
  if (earlyStopping !== undefined) {
    requireCount(earlyStopping.patience, { name: 'earlyStopping.patience' });
  }
  for (const [index, weight] of (classWeights ?? []).entries()) {
    requireNonNegative(weight, { name: `classWeights[${index}]` });
  }
  if (classWeights !== undefined) {
    requireSomeWeight(classWeights);
  }
  if (earlyStopping !== undefined && monitor !== undefined) {
    throw new TypeError('monitor must be absent if earlyStopping is given; received both');
  }
  if (metrics !== undefined && validation === undefined) {
    throw new TypeError('validation must be given if metrics are, which are computed on it; received none');
  }
  const reserved = Object.keys(metrics ?? {}).find((name) => BUILT_IN_METRICS.includes(name));
  if (reserved !== undefined) {
    throw new RangeError(`metrics must not be named ${BUILT_IN_METRICS.join(' or ')}; received ${reserved}`);
  }
  const chosen = earlyStopping ?? monitor;
  if (chosen === undefined) {
    return options;
  }
  const known = [...BUILT_IN_METRICS, ...Object.keys(metrics ?? {})];
  if (!known.includes(chosen.metric)) {
    throw new RangeError(`metric must be one of ${known.join(', ')}; received ${chosen.metric}`);
  }
  if (chosen.mode !== 'min' && chosen.mode !== 'max') {
    throw new RangeError(`mode must be 'min' or 'max'; received ${String(chosen.mode)}`);
  }
  return options;
}
