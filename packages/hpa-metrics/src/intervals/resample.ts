import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/**
 * Draws bootstrap resamples: each draws as many units as there are, with replacement, and lists their samples.
 *
 * @param units - At least one list of sample indices; the samples of a list are drawn together.
 * @throws RangeError if `seed` is not an integer in [0, 2^32) or `resamples` is not a positive integer.
 */
export function* resample(
  units: readonly (readonly number[])[],
  { seed, resamples }: { readonly seed: number; readonly resamples: number },
): Generator<readonly number[], void, undefined> {
  if (!Number.isInteger(seed) || seed < 0 || seed >= 2 ** 32) {
    throw new RangeError(`seed must be an integer in [0, 2^32); received ${seed}`);
  }
  if (!Number.isInteger(resamples) || resamples < 1) {
    throw new RangeError(`resamples must be a positive integer; received ${resamples}`);
  }
  const random = xoroshiro128plus(seed);
  for (let draw = 0; draw < resamples; draw++) {
    const samples: number[] = [];
    for (let drawn = 0; drawn < units.length; drawn++) {
      for (const sample of units[uniformInt(random, 0, units.length - 1)]!) {
        samples.push(sample);
      }
    }
    yield samples;
  }
}
