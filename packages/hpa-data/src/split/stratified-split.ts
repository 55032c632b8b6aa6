import type { Sample } from '../sample.js';
import type { SeededRandom } from '../seeded-random.js';
import { proportionalSizes } from './proportional-sizes.js';

/** Options of {@link stratifiedSplit}. */
export interface StratifiedSplitOptions {
  /** Share of each part, adding up to 1. */
  readonly shares: readonly number[];
  /** Number of classes. */
  readonly classCount: number;
  /** Source of the draw. */
  readonly random: SeededRandom;
}

/**
 * Allots each sample by itself to a part, class by class, so that every class has its share of every part to
 * within one sample and at least one sample in each.
 *
 * @param samples In a fixed order, each with one label in [0, classCount), at least as many of a class as
 * there are parts.
 * @returns Index of the part, by position of the sample.
 */
export function stratifiedSplit(
  samples: readonly Sample[],
  { shares, classCount, random }: StratifiedSplitOptions,
): number[] {
  const partOf = new Array<number>(samples.length);
  for (let label = 0; label < classCount; label++) {
    const members = samples.flatMap((sample, index) => (sample.labels[0] === label ? [index] : []));
    const shuffled = random.shuffle(members);
    let next = 0;
    for (const [part, size] of proportionalSizes(members.length, shares).entries()) {
      for (const index of shuffled.slice(next, next + size)) {
        partOf[index] = part;
      }
      next += size;
    }
  }
  return partOf;
}
