import type { Optimizer } from '../optimizers/optimizer.js';
import type { Monitor, Trainable } from '../types.js';
import { restoreOptimizer } from './optimizer-state.js';
import { restoreTensors } from './restore-tensors.js';
import type { TrainingState } from './training-state.js';

/**
 * Puts a model and its optimizer back where they were when a training state was taken.
 *
 * @throws Error when the state chose its best epoch otherwise, lacks the best weights or is of another optimizer;
 * RangeError when its tensors do not fit.
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
      `resumeFrom chose its best epoch by ${state.best.metric}; these options choose by ${monitor.metric}`,
    );
  }
  if (restoreBest && state.best !== null && state.bestWeights === null) {
    throw new Error('restoreBest needs the best weights, and resumeFrom was taken without keeping them');
  }
  restoreOptimizer(optimizer, { variables: model.variables, state: state.optimizer });
  restoreTensors(model.state ?? model.variables, state.weights);
}
