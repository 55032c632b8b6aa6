import { allotGroups } from './allot-groups.js';
import { allotUnits } from './allot-units.js';
import { locations } from './locations.js';
import { requireInteger } from './require-integer.js';
import type { Sample } from './sample.js';
import { seededRandom } from './seeded-random.js';
import { type PartName, partNames, type Split } from './split.js';

/** Options of {@link splitSamples}. */
export interface SplitSamplesOptions {
  /** Share of each part: positive, adding up to 1. */
  readonly fractions?: Readonly<Record<PartName, number>>;
  /** Seed of the draw. */
  readonly seed: number;
  /** Number of classes; every sample has one label in [0, classCount). */
  readonly classCount: number;
  /**
   * Names for messages, by class index; the names of the 28 locations where there are 28 classes, else bare
   * indices.
   */
  readonly classNames?: readonly string[];
}

/**
 * Splits samples into train, validation and test so that each class keeps its share in every part.
 *
 * Where the samples have groups (source picture, antibody), no group crosses parts: a complete search first
 * gives every part each class, then a seeded greedy and local search brings the shares near. The order of the
 * input does not matter; every part is sorted by id.
 *
 * @throws RangeError where fractions, labels or ids are unfit, only some samples have a group, or a class has
 * fewer than three samples; Error where no assignment of whole groups puts every class in every part.
 */
export function splitSamples(
  samples: readonly Sample[],
  {
    fractions = { train: 0.7, validation: 0.15, test: 0.15 },
    seed,
    classCount,
    classNames = classCount === locations.length ? locations.map(({ name }) => name) : [],
  }: SplitSamplesOptions,
): Split {
  requireFractions(fractions);
  requireInteger(classCount, { name: 'classCount', least: 1 });
  const sorted = [...samples].sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
  requireDistinctIds(sorted);
  const nameOf = (label: number) =>
    classNames[label] === undefined ? `class ${label}` : `class ${label} (${classNames[label]})`;
  requireThreeOfEach(countClasses(sorted, classCount), nameOf);

  const shares = partNames.map((name) => fractions[name]);
  const random = seededRandom(['split', seed]);
  const partOf = haveGroups(sorted)
    ? allotGroups(sorted, { shares, classCount, random, nameOf })
    : allotUnits(sorted, { shares, classCount, random });
  const part = (wanted: number) => sorted.filter((_, index) => partOf[index] === wanted);
  return { train: part(0), validation: part(1), test: part(2) };
}

function requireFractions(fractions: Readonly<Record<PartName, number>>): void {
  const shares = partNames.map((name) => fractions[name]);
  const sum = shares.reduce((total, share) => total + share, 0);
  if (!shares.every((share) => share > 0) || Math.abs(sum - 1) > 1e-9) {
    throw new RangeError(`fractions must be positive and add up to 1; received ${JSON.stringify(fractions)}`);
  }
}

function requireDistinctIds(sorted: readonly Sample[]): void {
  for (const [index, { id }] of sorted.entries()) {
    if (index > 0 && sorted[index - 1]!.id === id) {
      throw new RangeError(`sample ids must be distinct, or a copy could cross parts; received ${id} twice`);
    }
  }
}

function countClasses(samples: readonly Sample[], classCount: number): number[] {
  const counts = new Array<number>(classCount).fill(0);
  for (const { id, labels } of samples) {
    const label = labels[0]!;
    if (labels.length !== 1 || counts[label] === undefined) {
      throw new RangeError(
        `sample ${id} must have one label in [0, ${classCount - 1}]; received [${labels.join(', ')}]`,
      );
    }
    counts[label]++;
  }
  return counts;
}

function requireThreeOfEach(counts: readonly number[], nameOf: (label: number) => string): void {
  const short = counts.flatMap((count, label) =>
    count < 3 ? [`${nameOf(label)} has ${count} ${count === 1 ? 'sample' : 'samples'}`] : [],
  );
  if (short.length > 0) {
    throw new RangeError(`every class needs at least 3 samples, one for each part; ${short.join('; ')}`);
  }
}

function haveGroups(samples: readonly Sample[]): boolean {
  const without = samples.find(({ group }) => group === undefined);
  const within = samples.find(({ group }) => group !== undefined);
  if (without !== undefined && within !== undefined) {
    throw new RangeError(
      `either every sample has a group or none has; ${within.id} has one and ${without.id} has none`,
    );
  }
  return within !== undefined;
}
