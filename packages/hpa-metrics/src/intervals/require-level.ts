/**
 * Returns the nominal coverage of intervals.
 *
 * @throws RangeError if it is not in (0, 1).
 */
export function requireLevel(level: number): number {
  if (!(level > 0 && level < 1)) {
    throw new RangeError(`level must be in (0, 1); received ${level}`);
  }
  return level;
}
