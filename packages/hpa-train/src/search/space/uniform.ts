import type { Uniform } from './dimension.js';
import { requireDimension } from './require-dimension.js';

/**
 * A parameter that is a number in [low, high], all equally likely.
 *
 * @throws RangeError if the bounds are not finite, or `low` is not below `high`.
 *
 * @example
 * import { space } from '@hpa/train';
 * space.uniform(0, 0.5); // {"kind": "uniform", "low": 0, "high": 0.5}
 */
export function uniform(low: number, high: number): Uniform {
  return requireDimension<Uniform>({ kind: 'uniform', low, high }, { name: 'uniform' });
}
