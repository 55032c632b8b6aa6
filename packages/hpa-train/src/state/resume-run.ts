import type { Optimizer } from '../optimizers/optimizer.js';
import type { Monitor, Trainable } from '../types.js';
import { restoreOptimizer } from './optimizer-state.js';
import { restoreTensors } from './restore-tensors.js';
import type { TrainingState } from './training-state.js';

/**
 * Restores a model and its optimizer to a training state.
 *
 * @throws Error if the state chose its best epoch by another metric, lacks the best weights or is of another
 * optimizer; RangeError if its tensors do not fit.
 */
export function resumeRun(
  model: Trainable,
  {
    optimizer,
    state,
    monitor,
    restoreBest,
  }: {
    readonly optimizer: Optimizer;
    readonly state: TrainingState;
    readonly monitor: Monitor;
    readonly restoreBest: boolean;
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
  restoreOptimizer(optimizer, { variables: model.variables, state: state.optimizer });
  restoreTensors(model.state ?? model.variables, state.weights);
}
