import { shown } from '../shown.js';
import type { InputSpec } from '../types.js';

/**
 * Returns the levels of an input if they can be meant.
 *
 * @throws RangeError if they are neither `bit-depth`, `percentile` nor two finite numbers of which the second is higher
 */
export function requireLevels(levels: unknown): NonNullable<InputSpec['levels']> {
  if (!isLevels(levels)) {
    throw new RangeError(
      `input.levels must be bit-depth, percentile, or two numbers, black below white; received ${shown(levels)}`,
    );
  }
  return levels;
}

/** Whether a value says which levels of image files are 0 and 255. */
export function isLevels(value: unknown): value is NonNullable<InputSpec['levels']> {
  if (!Array.isArray(value)) {
    return value === 'bit-depth' || value === 'percentile';
  }
  const [black, white, ...more] = value as readonly unknown[];
  return (
    Number.isFinite(black) &&
    Number.isFinite(white) &&
    more.length === 0 &&
    (black as number) < (white as number)
  );
}
