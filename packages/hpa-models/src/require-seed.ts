/**
 * Returns the seed.
 *
 * @throws RangeError if it is not an integer in [0, 2^32)
 */
export function requireSeed(seed: number, { name = 'seed' }: { readonly name?: string } = {}): number {
  if (!Number.isInteger(seed) || seed < 0 || seed >= 2 ** 32) {
    throw new RangeError(`${name} must be an integer in [0, 2^32); received ${seed}`);
  }
  return seed;
}
