import type { SeededRandom } from '../seeded-random.js';

/** Demands closer than this are equal: sizes minus shares of sizes carry rounding errors. */
const ROUNDING = 1e-9;

/**
 * Assigns samples to splits by sizes alone, in random order: each goes to the split that lacks most samples, of several to one at
 * random.
 *
 * @returns The index of the split, by position of the sample.
 */
export function sizeSplit(
  sampleCount: number,
  { shares, random }: { readonly shares: readonly number[]; readonly random: SeededRandom },
): number[] {
  const splitOf = new Array<number>(sampleCount);
  const wanted = shares.map((share) => share * sampleCount);
  for (const index of random.shuffle(Array.from({ length: sampleCount }, (_, index) => index))) {
    const maximum = Math.max(...wanted);
    const tied = shares.flatMap((_, split) => (wanted[split]! >= maximum - ROUNDING ? [split] : []));
    const split = tied.length === 1 ? tied[0]! : tied[random.integer([0, tied.length - 1])]!;
    splitOf[index] = split;
    wanted[split]!--;
  }
  return splitOf;
}
