import { requireCount, requirePositive } from '../require-number.js';
import { requireOptions } from '../require-options.js';
import type { Schedule } from './schedule.js';

/**
 * A schedule that multiplies the learning rate by a factor after every so many steps, as StepLR of PyTorch does:
 * learningRate factor^floor(step / every).
 *
 * @throws TypeError if an option is unknown; RangeError if one is out of range.
 *
 * @example
 * import { schedules } from '@hpa/train';
 * const schedule = schedules.step({ learningRate: 0.5, every: 100, factor: 0.5 });
 * [0, 99, 100, 250].map((step) => schedule(step, { epoch: 0, history: [] })); // [0.5, 0.5, 0.25, 0.125]
 */
export function step(options: {
  /** Of the first steps, above 0. */
  readonly learningRate: number;
  /** Steps of one rate, a positive integer. */
  readonly every: number;
  /** In (0, 1]; 0.1 by default. */
  readonly factor?: number;
}): Schedule {
  const {
    learningRate,
    every,
    factor = 0.1,
  } = requireOptions(options, { of: 'step', known: { learningRate: true, every: true, factor: true } });
  requirePositive(learningRate, { name: 'learningRate' });
  requireCount(every, { name: 'every' });
  if (!(factor > 0 && factor <= 1)) {
    throw new RangeError(`factor must be in (0, 1]; received ${factor}`);
  }
  return (step) => learningRate * factor ** Math.floor(step / every);
}
