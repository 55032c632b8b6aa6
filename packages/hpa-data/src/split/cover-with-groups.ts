import type { SeededRandom } from '../seeded-random.js';
import { type Covering, coverClasses } from './cover-classes.js';

/** What groups are divided into, and how messages name it. */
interface CoveringOptions {
  readonly splitCount: number;
  readonly classCount: number;
  /** Names a class in error messages. */
  readonly nameOf: (label: number) => string;
}

/**
 * Requires as many groups as splits, and as many with each class.
 *
 * @param holds The columns that each group holds, distinct: classes, and `classCount` for any sample at all.
 * @throws Error if there are fewer.
 */
export function requireEnoughGroups(
  holds: readonly (readonly number[])[],
  { splitCount, classCount, nameOf }: CoveringOptions,
): void {
  if (holds.length < splitCount) {
    throw new Error(
      `${splitCount} splits need at least ${splitCount} groups, as groups stay whole; received ${holds.length}`,
    );
  }
  const holders = new Array<number>(classCount + 1).fill(0);
  for (const columns of holds) {
    for (const column of columns) {
      holders[column]!++;
    }
  }
  for (const [label, count] of holders.slice(0, classCount).entries()) {
    if (count < splitCount) {
      throw new Error(
        `${nameOf(label)} occurs in ${count} ${count === 1 ? 'group' : 'groups'}; ` +
          `it needs at least ${splitCount}, one per split, as groups stay whole`,
      );
    }
  }
}

/**
 * Finds groups that put every class, and some sample, in every split.
 *
 * @param holds The columns that each group holds, distinct: classes, and `classCount` for any sample at all.
 * @returns The split of each group; -1 for groups that are not needed.
 * @throws Error if there are no such groups, or none are found within a bounded number of steps.
 */
export function coverWithGroups(
  holds: readonly (readonly number[])[],
  {
    splitCount,
    classCount,
    nameOf,
    random,
    units = 'groups',
  }: CoveringOptions & {
    readonly random: SeededRandom;
    /** What messages call the groups. */
    readonly units?: 'groups' | 'samples';
  },
): readonly number[] {
  const covering = coverClasses(holds, { splitCount, classCount: classCount + 1, random });
  if (covering.outcome !== 'covered') {
    throw new Error(
      explainUncovered(covering, { count: `${holds.length} ${units}`, units, splitCount, nameOf }),
    );
  }
  return covering.splitOf;
}

/** Says that there is no assignment, or that none was found. */
function explainUncovered(
  { outcome, lacking, steps }: Covering,
  {
    count,
    units,
    splitCount,
    nameOf,
  }: {
    readonly count: string;
    readonly units: string;
    readonly splitCount: number;
    readonly nameOf: (label: number) => string;
  },
): string {
  if (outcome === 'impossible') {
    return `no assignment of the ${count} puts every class in each of ${splitCount} splits: too many classes share too few ${units}`;
  }
  const left = lacking.map(({ label, split }) => `${nameOf(label)} out of split ${split + 1}`);
  const shown = left.length > 3 ? [...left.slice(0, 3), `${left.length - 3} more`] : left;
  return (
    `found no assignment of the ${count} that puts every class in each of ${splitCount} splits, and stopped looking after ` +
    `${steps} steps; the nearest leaves ${shown.join(', ')}. There may be one, but too many classes share too few ${units}: ` +
    `ask for fewer splits or fewer classes, or give more ${units}`
  );
}
