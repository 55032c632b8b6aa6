import type { Sample } from '../sample.js';
import type { SeededRandom } from '../seeded-random.js';
import { proportionalSizes } from './proportional-sizes.js';

/**
 * Assigns single samples to splits, class by class: every split gets its share of every class to within one sample, and
 * at least one sample.
 *
 * @param samples In a fixed order, each with one label in [0, classCount). Every class has at least as many samples as
 * there are shares.
 * @returns The index of the split, by position of the sample.
 */
export function stratifiedSplit(
  samples: readonly Sample[],
  {
    shares,
    classCount,
    random,
  }: { readonly shares: readonly number[]; readonly classCount: number; readonly random: SeededRandom },
): number[] {
  const splitOf = new Array<number>(samples.length);
  for (let label = 0; label < classCount; label++) {
    const members = samples.flatMap((sample, index) => (sample.labels[0] === label ? [index] : []));
    const shuffled = random.shuffle(members);
    let next = 0;
    for (const [split, size] of proportionalSizes(members.length, shares).entries()) {
      for (const index of shuffled.slice(next, next + size)) {
        splitOf[index] = split;
      }
      next += size;
    }
  }
  return splitOf;
}
