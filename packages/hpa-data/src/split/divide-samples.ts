import { LOCATIONS } from '../labels/locations.js';
import { requireInteger } from '../require-integer.js';
import type { Sample } from '../sample.js';
import type { SeededRandom } from '../seeded-random.js';
import { groupSplit } from './group-split.js';
import { iterativeStratification } from './iterative-stratification.js';
import { stratifiedSplit } from './stratified-split.js';

/** What decides which samples are much alike, for a split to spread evenly or to keep together. */
export interface StratificationOptions {
  /** Seed of the draw. */
  readonly seed: number;
  /**
   * Number of classes; every label is in [0, classCount). Without it labels are ignored, and only sizes and groups
   * count.
   */
  readonly classCount?: number;
  /** Whether a sample may have any number of labels; else it has one. */
  readonly multiLabel?: boolean;
  /**
   * Names for messages, by class index; the names of the 28 locations where there are 28 classes, else bare
   * indices.
   */
  readonly classNames?: readonly string[];
}

/** Options of {@link divideSamples}. */
export interface DivideSamplesOptions extends Omit<StratificationOptions, 'seed'> {
  /** Share of each part, adding up to 1. */
  readonly shares: readonly number[];
  /** Source of the draw. */
  readonly random: SeededRandom;
}

/**
 * Deals samples out to parts by their shares, so that each class keeps its share in every part and occurs in each,
 * and no group crosses parts. The order of the input does not matter.
 *
 * Samples without groups and with one label each are dealt out class by class; those with several by iterative
 * stratification (Sechidis, Tsoumakas and Vlahavas, ECML PKDD 2011), and by search where that leaves a class out of
 * a part; groups by search.
 *
 * @returns The samples of each part, sorted by id.
 * @throws RangeError where labels or ids are unfit, only some samples have a group, or a class has fewer samples
 * than there are parts; Error where no assignment of whole groups puts every class in every part.
 */
export function divideSamples(
  samples: readonly Sample[],
  { shares, random, classCount = 0, multiLabel = false, classNames }: DivideSamplesOptions,
): Sample[][] {
  requireInteger(classCount, { name: 'classCount', minimum: 0 });
  const sorted = [...samples].sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
  requireDistinctIds(sorted);
  const names = classNames ?? (classCount === LOCATIONS.length ? LOCATIONS.map(({ name }) => name) : []);
  const nameOf = (label: number) =>
    names[label] === undefined ? `class ${label}` : `class ${label} (${names[label]})`;
  const labelled = classCount === 0 ? sorted.map((sample) => ({ ...sample, labels: [] })) : sorted;
  const counts = countClasses(labelled, { classCount, multiLabel });
  requireEnough(counts, { parts: shares.length, sampleCount: sorted.length, nameOf });

  const options = { shares, classCount, random, nameOf };
  const partOf = haveGroups(sorted)
    ? groupSplit(labelled, options)
    : multiLabel || classCount === 0
      ? allotByLabels(labelled, options)
      : stratifiedSplit(labelled, options);
  return shares.map((_, part) => sorted.filter((_sample, index) => partOf[index] === part));
}

function allotByLabels(
  samples: readonly Sample[],
  options: Parameters<typeof groupSplit>[1] & Parameters<typeof iterativeStratification>[1],
): number[] {
  const partOf = iterativeStratification(samples, options);
  const pairs = new Set(
    samples.flatMap(({ labels }, index) => labels.map((label) => `${label} ${partOf[index]}`)),
  );
  if (pairs.size === options.classCount * options.shares.length) {
    return partOf;
  }
  // Iterative stratification aims at shares and may leave a rare class out of a small part; the search may not.
  return groupSplit(
    samples.map((sample) => ({ ...sample, group: sample.id })),
    options,
  );
}

function requireDistinctIds(sorted: readonly Sample[]): void {
  for (const [index, { id }] of sorted.entries()) {
    if (index > 0 && sorted[index - 1]!.id === id) {
      throw new RangeError(`sample ids must be distinct, or a copy could cross parts; received ${id} twice`);
    }
  }
}

function countClasses(
  samples: readonly Sample[],
  { classCount, multiLabel }: { readonly classCount: number; readonly multiLabel: boolean },
): number[] {
  const counts = new Array<number>(classCount).fill(0);
  for (const { id, labels } of samples) {
    const fit =
      labels.every((label) => counts[label] !== undefined) && new Set(labels).size === labels.length;
    if (!fit || (!multiLabel && classCount > 0 && labels.length !== 1)) {
      throw new RangeError(
        `sample ${id} must have ${multiLabel ? 'distinct labels' : 'one label'} in [0, ${classCount - 1}]; received [${labels.join(', ')}]`,
      );
    }
    for (const label of labels) {
      counts[label]!++;
    }
  }
  return counts;
}

function requireEnough(
  counts: readonly number[],
  {
    parts,
    sampleCount,
    nameOf,
  }: { readonly parts: number; readonly sampleCount: number; readonly nameOf: (label: number) => string },
): void {
  if (sampleCount < parts) {
    throw new RangeError(`${parts} parts need at least ${parts} samples; received ${sampleCount}`);
  }
  const short = counts.flatMap((count, label) =>
    count < parts ? [`${nameOf(label)} has ${count} ${count === 1 ? 'sample' : 'samples'}`] : [],
  );
  if (short.length > 0) {
    throw new RangeError(
      `every class needs at least ${parts} samples, one for each part; ${short.join('; ')}`,
    );
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
