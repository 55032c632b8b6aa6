import type { LogUniform } from './dimension.js';
import { requireDimension } from './require-dimension.js';

/**
 * A parameter that is a number in [low, high] whose logarithm is uniform, such as a learning rate: as many values between 1e-5 and
 * 1e-4 as between 1e-4 and 1e-3.
 *
 * @throws RangeError if the bounds are not finite and above 0, or `low` is not below `high`.
 *
 * @example
 * import { space } from '@hpa/train';
 * space.logUniform(0.00001, 0.1); // {"kind": "log-uniform", "low": 0.00001, "high": 0.1}
 */
export function logUniform(low: number, high: number): LogUniform {
  return requireDimension<LogUniform>({ kind: 'log-uniform', low, high }, { name: 'logUniform' });
}
