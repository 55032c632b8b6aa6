import { type Schedule, schedules } from '@hpa/train';
import { MONITOR_MODES } from './monitor-modes.js';
import type { Recipe } from './recipe-schema.js';

/**
 * Makes the schedule that a recipe asks for, whose lengths in epochs become steps. If the head trains first, it does so at a rate of its
 * own, and the schedule is that of the epochs after it.
 */
export function createSchedule(
  recipe: Pick<Recipe, 'schedule' | 'learningRate' | 'monitor' | 'epochs' | 'headFirst'>,
  {
    stepsPerEpoch,
  }: {
    /** Number of batches of an epoch. */
    readonly stepsPerEpoch: number;
  },
): Schedule {
  const { headFirst, epochs } = recipe;
  if (headFirst === undefined) {
    return create(recipe, { steps: epochs * stepsPerEpoch, stepsPerEpoch });
  }
  const first = headFirst.epochs * stepsPerEpoch;
  // A run of the head alone never asks the schedule.
  const steps = Math.max(1, epochs * stepsPerEpoch - first);
  const then = create(recipe, { steps, stepsPerEpoch });
  return (step, { epoch, history }) =>
    step < first
      ? headFirst.learningRate
      : then(step - first, {
          epoch: epoch - headFirst.epochs,
          history: history.slice(headFirst.epochs),
        });
}

function create(
  { schedule, learningRate, monitor }: Pick<Recipe, 'schedule' | 'learningRate' | 'monitor'>,
  { steps, stepsPerEpoch }: { readonly steps: number; readonly stepsPerEpoch: number },
): Schedule {
  switch (schedule.name) {
    case 'constant':
      return schedules.constant({ learningRate });
    case 'step': {
      const { every, factor } = schedule;
      const length = Math.max(1, Math.round(every * stepsPerEpoch));
      return schedules.step({ learningRate, every: length, ...(factor !== undefined && { factor }) });
    }
    case 'cosine':
    case 'linear': {
      const { warmUp = 0, minimum = 0 } = schedule;
      // A run cut short still has a step after its warm-up.
      const rise = Math.min(Math.round(warmUp * stepsPerEpoch), steps - 1);
      return schedules[schedule.name]({ learningRate, steps, warmUp: rise, minimum });
    }
    case 'one-cycle': {
      const { name: _, ...settings } = schedule;
      return schedules.oneCycle({ maximum: learningRate, steps, ...settings });
    }
    case 'plateau': {
      const { name: _, ...settings } = schedule;
      return schedules.plateau({ learningRate, ...settings, metric: monitor, mode: MONITOR_MODES[monitor] });
    }
  }
}
