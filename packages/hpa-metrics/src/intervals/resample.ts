import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/**
 * Draws bootstrap resamples: each draws as many units as there are, with replacement.
 *
 * @param unitCount - At least 1.
 * @returns For each resample the units drawn, as indices in [0, unitCount), in a list of its own.
 * @throws RangeError if `seed` is not an integer in [0, 2^32) or `resamples` is not a positive integer.
 */
export function* resample(
  unitCount: number,
  { seed, resamples }: { readonly seed: number; readonly resamples: number },
): Generator<Int32Array, void, undefined> {
  if (!Number.isInteger(seed) || seed < 0 || seed >= 2 ** 32) {
    throw new RangeError(`seed must be an integer in [0, 2^32); received ${seed}`);
  }
  if (!Number.isInteger(resamples) || resamples < 1) {
    throw new RangeError(`resamples must be a positive integer; received ${resamples}`);
  }
  const random = xoroshiro128plus(seed);
  for (let draw = 0; draw < resamples; draw++) {
    const units = new Int32Array(unitCount);
    for (let drawn = 0; drawn < unitCount; drawn++) {
      units[drawn] = uniformInt(random, 0, unitCount - 1);
    }
    yield units;
  }
}
