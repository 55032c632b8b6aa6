import type { Schedule } from './schedule.js';
import { type DescentOptions, warmedUpDescent } from './warmed-up-descent.js';

/**
 * A schedule that falls from the learning rate to the minimum along half a cosine (Loshchilov and Hutter, arXiv 1608.03983, equation 5,
 * without restarts), after a linear warm-up if there is one.
 *
 * With t = (step - warmUp) / (steps - warmUp): minimum + (learningRate - minimum) (1 + cos(pi t)) / 2. In the warm-up the rate is
 * learningRate (step + 1) / (warmUp + 1), so that no step is lost on a rate of 0.
 *
 * @throws TypeError if an option is unknown; RangeError if one is out of range.
 *
 * @example
 * import { schedules } from '@hpa/train';
 * const schedule = schedules.cosine({ learningRate: 0.4, steps: 7, warmUp: 3 });
 * [0, 1, 2, 3, 5, 7, 8].map((step) => schedule(step, { epoch: 0, history: [] })); // [0.1, 0.2, 0.3, 0.4, 0.2, 0, 0]
 */
export function cosine(options: DescentOptions): Schedule {
  return warmedUpDescent(options, { of: 'cosine', height: (passed) => (1 + Math.cos(Math.PI * passed)) / 2 });
}
