import { requirePositive } from '../require-number.js';
import { requireOptions } from '../require-options.js';
import type { Schedule } from './schedule.js';

/**
 * A schedule whose learning rate is always the same.
 *
 * @throws TypeError if an option is unknown; RangeError if the learning rate is not above 0.
 *
 * @example
 * import { schedules } from '@hpa/train';
 * schedules.constant({ learningRate: 0.01 })(1000, { epoch: 7, history: [] }); // 0.01
 */
export function constant(options: {
  /** Above 0. */
  readonly learningRate: number;
}): Schedule {
  const { learningRate } = requireOptions(options, { of: 'constant', known: { learningRate: true } });
  requirePositive(learningRate, { name: 'learningRate' });
  return () => learningRate;
}
