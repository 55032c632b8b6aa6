import type { Integer } from './dimension.js';
import { requireDimension } from './require-dimension.js';

/**
 * A parameter that is an integer in [low, high], both included; with `log`, small ones are as likely as their logarithms are
 * apart.
 *
 * @throws RangeError if the bounds are not safe integers, `low` is not below `high`, or `log` is set and `low` is below 1;
 * TypeError if `log` is no boolean.
 *
 * @example
 * import { space } from '@hpa/train';
 * space.integer(1, 64, { log: true }); // {"kind": "integer", "low": 1, "high": 64, "log": true}
 */
export function integer(
  low: number,
  high: number,
  {
    log = false,
  }: {
    /** Default: false. */
    readonly log?: boolean;
  } = {},
): Integer {
  return requireDimension<Integer>({ kind: 'integer', low, high, log }, { name: 'integer' });
}
