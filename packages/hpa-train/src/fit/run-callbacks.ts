import type { Callback, Failure, Progress, TrainingRun } from '../callbacks/callback.js';
import type { EpochRecord, History } from '../state/history.js';
import type { TrainingState } from '../state/training-state.js';

/** Tells the callbacks of a run what happens in it. */
export interface CallbackRunner {
  /** Whether anyone is told of steps. */
  readonly hearsSteps: boolean;
  /** Why a callback stopped the run; null if none has. */
  readonly stopReason: string | null;
  start(): Promise<void>;
  step(progress: Progress): Promise<void>;
  epoch(record: EpochRecord): Promise<void>;
  diverged(failure: Failure): Promise<void>;
  end(history: History): Promise<void>;
}

/** Creates a runner from the callbacks and what they may ask of the run. */
export function runCallbacks(
  callbacks: readonly Callback[],
  run: Omit<TrainingRun, 'snapshot' | 'stop'> & { snapshot(): Promise<TrainingState> },
): CallbackRunner {
  let stopReason: string | null = null;
  let speaking: string | null = null;
  let taken: Promise<TrainingState>[] = [];
  const offered: TrainingRun = {
    epochs: run.epochs,
    resumedAt: run.resumedAt,
    metrics: run.metrics,
    get step() {
      return run.step;
    },
    get history() {
      return run.history;
    },
    get best() {
      return run.best;
    },
    async snapshot() {
      if (speaking === null) {
        throw new Error(
          'snapshot() must be called before the callback is done; training has continued since',
        );
      }
      const state = run.snapshot();
      taken.push(state);
      return state;
    },
    stop(reason) {
      if (typeof reason !== 'string' || ['', 'completed', 'aborted'].includes(reason)) {
        throw new RangeError(
          `the reason to stop must be a text other than '', 'completed' and 'aborted'; received ${String(reason)}`,
        );
      }
      stopReason ??= reason;
    },
  };

  const tell = async (
    member: keyof Omit<Callback, 'name'>,
    call: (callback: Callback) => void | Promise<void> | undefined,
  ): Promise<void> => {
    for (const [index, callback] of callbacks.entries()) {
      if (callback[member] === undefined) {
        continue;
      }
      speaking = `${callback.name ?? `callbacks[${index}]`}.${member}`;
      try {
        await call(callback);
      } catch (error) {
        throw namingCallback(error, speaking);
      } finally {
        speaking = null;
        // A snapshot that the callback did not wait for must read the weights before they change.
        await Promise.allSettled(taken);
        taken = [];
      }
    }
  };
  return {
    hearsSteps: callbacks.some(({ onStep }) => onStep !== undefined),
    get stopReason() {
      return stopReason;
    },
    start: () => tell('onStart', (callback) => callback.onStart?.(offered)),
    step: (progress) => tell('onStep', (callback) => callback.onStep?.(progress, offered)),
    epoch: (record) => tell('onEpoch', (callback) => callback.onEpoch?.(record, offered)),
    diverged: (failure) => tell('onDiverged', (callback) => callback.onDiverged?.(failure, offered)),
    end: (history) => tell('onEnd', (callback) => callback.onEnd?.(history, offered)),
  };
}

/** Puts the place before the message of an error. It stays the same error, since callers tell errors by class, name and code. */
function namingCallback(error: unknown, place: string): unknown {
  if (!(error instanceof Error)) {
    return new Error(`${place}: ${String(error)}`, { cause: error });
  }
  const { message } = error;
  if (!Reflect.set(error, 'message', `${place}: ${message}`)) {
    return new Error(`${place}: ${message}`, { cause: error });
  }
  return error;
}
