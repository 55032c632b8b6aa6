import { describeValue } from './describe-value.js';

/**
 * Requires a seed, an integer in [0, 2^32), and returns it.
 *
 * @throws RangeError if it is not.
 */
export function requireSeed(seed: number): number {
  if (!Number.isInteger(seed) || seed < 0 || seed >= 2 ** 32) {
    throw new RangeError(`seed must be an integer in [0, 2^32); received ${describeValue(seed)}`);
  }
  return seed;
}
