import type { Schedule } from './schedule.js';
import { type DescentOptions, warmedUpDescent } from './warmed-up-descent.js';

/**
 * A schedule that falls from the learning rate to the minimum in a straight line, after a linear warm-up if there is one.
 *
 * With t = (step - warmUp) / (steps - warmUp): minimum + (learningRate - minimum) (1 - t). In the warm-up the rate is
 * learningRate (step + 1) / (warmUp + 1), so that no step is lost on a rate of 0.
 *
 * @throws TypeError if an option is unknown; RangeError if one is out of range.
 *
 * @example
 * import { schedules } from '@hpa/train';
 * const schedule = schedules.linear({ learningRate: 0.4, steps: 5, warmUp: 1 });
 * [0, 1, 2, 3, 4, 5].map((step) => schedule(step, { epoch: 0, history: [] })); // [0.2, 0.4, 0.3, 0.2, 0.1, 0]
 */
export function linear(options: DescentOptions): Schedule {
  return warmedUpDescent(options, { of: 'linear', height: (passed) => 1 - passed });
}
