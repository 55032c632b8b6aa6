import type { Optimizer } from '../optimizers/optimizer.js';
import type { Monitor, Trainable } from '../types.js';
import type { WeightAverages } from './average-weights.js';
import { restoreOptimizer } from './optimizer-state.js';
import { restoreTensors } from './restore-tensors.js';
import type { TrainingState } from './training-state.js';

/**
 * Restores a model and its optimizer to a training state.
 *
 * @throws Error if the state chose its best epoch by another metric, lacks the best weights, has averages of weights if there shall be
 * none, none if there shall be, or such of another decay, or is of another optimizer; RangeError if its tensors do not fit.
 */
export function resumeRun(
  model: Trainable,
  {
    optimizer,
    state,
    monitor,
    restoreBest,
    ema,
    averages,
  }: {
    readonly optimizer: Optimizer;
    readonly state: TrainingState;
    readonly monitor: Monitor;
    readonly restoreBest: boolean;
    readonly ema: { readonly decay: number } | undefined;
    /** Undefined without `ema`. */
    readonly averages: WeightAverages | undefined;
  },
): void {
  if (state.best !== null && state.best.metric !== monitor.metric) {
    throw new Error(
      `resumeFrom must have chosen its best epoch by ${monitor.metric}; received one chosen by ${state.best.metric}`,
    );
  }
  if (restoreBest && state.best !== null && state.bestWeights === null) {
    throw new Error('resumeFrom must hold the best weights if restoreBest is true; received none');
  }
  if (ema?.decay !== state.averages?.decay) {
    const inWords = (settings: { readonly decay: number } | undefined): string =>
      settings === undefined ? 'without ema' : `of ema with decay ${settings.decay}`;
    throw new Error(`resumeFrom must be of a run ${inWords(ema)}; received one ${inWords(state.averages)}`);
  }
  restoreOptimizer(optimizer, { variables: model.variables, state: state.optimizer });
  restoreTensors(model.state ?? model.variables, state.weights);
  if (averages !== undefined) {
    restoreTensors(averages.variables, state.averages!.weights);
  }
}
