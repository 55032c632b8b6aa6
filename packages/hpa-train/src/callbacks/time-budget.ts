import { requirePositive } from '../require-number.js';
import { requireOptions } from '../require-options.js';
import type { Callback, TrainingRun } from './callback.js';

/**
 * A callback that stops, with the reason `'time'`, after the first step past the budget. A resumed run has the whole budget again.
 *
 * @throws TypeError if an option is unknown; RangeError if the seconds are not above 0.
 *
 * @example
 * import { callbacks } from '@hpa/train';
 * const reasons = [];
 * const run = { stop: (reason) => reasons.push(reason) };
 * const budget = callbacks.timeBudget({ seconds: 1e-9 });
 * budget.onStart(run);
 * await new Promise((resolve) => setTimeout(resolve, 5));
 * budget.onStep({}, run);
 * reasons; // ["time"]
 */
export function timeBudget(options: {
  /** Wall time from the start of the run, validation and callbacks included; above 0. */
  readonly seconds: number;
}): Callback {
  const { seconds } = requireOptions(options, { of: 'timeBudget', known: { seconds: true } });
  requirePositive(seconds, { name: 'seconds' });
  let end = Number.POSITIVE_INFINITY;
  const stopIfOver = (run: Pick<TrainingRun, 'stop'>): void => {
    if (performance.now() >= end) {
      run.stop('time');
    }
  };
  return {
    name: 'timeBudget',
    onStart() {
      end = performance.now() + 1000 * seconds;
    },
    onStep: (_, run) => stopIfOver(run),
    onEpoch: (_, run) => stopIfOver(run),
  };
}
