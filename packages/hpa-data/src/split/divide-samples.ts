import { requireInteger } from '../require-integer.js';
import type { Sample } from '../sample.js';
import type { SeededRandom } from '../seeded-random.js';
import { groupSplit } from './group-split.js';
import { iterativeStratification } from './iterative-stratification.js';
import { sizeSplit } from './size-split.js';
import { stratifiedSplit } from './stratified-split.js';

/** Options of {@link divideSamples}. */
interface DivideSamplesOptions {
  /** Share of the samples per split; the shares sum to 1. */
  readonly shares: readonly number[];
  readonly random: SeededRandom;
  /** Number of classes; 0 ignores the labels. */
  readonly classCount?: number;
  /** Whether a sample may have any number of labels instead of exactly one. */
  readonly multiLabel?: boolean;
  /** Class names for error messages, by class index. */
  readonly classNames?: readonly string[];
}

/**
 * Divides samples into splits by their shares. Every class keeps its share in every split and occurs in each; no group
 * crosses splits. The order of the samples does not matter.
 *
 * Samples without groups and with one label each get a stratified split, groups of such samples are assigned by search. Samples with
 * several labels, alone or in groups, get iterative stratification (Sechidis, Tsoumakas and Vlahavas, ECML PKDD 2011), which holds the
 * share of those without a label as well.
 *
 * @returns The samples of each split, sorted by id.
 * @throws RangeError if labels or ids are invalid, only some samples have a group, or a class has fewer samples than
 * there are splits; Error if no assignment of whole groups puts every class in every split, or a bounded search finds none.
 */
export function divideSamples(
  samples: readonly Sample[],
  { shares, random, classCount = 0, multiLabel = false, classNames = [] }: DivideSamplesOptions,
): Sample[][] {
  requireInteger(classCount, { name: 'classCount', minimum: 0 });
  const sorted = requireDistinctIds([...samples].sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0)));
  const nameOf = (label: number) =>
    classNames[label] === undefined ? `class ${label}` : `class ${label} (${classNames[label]})`;
  const labeled = classCount === 0 ? sorted.map((sample) => ({ ...sample, labels: [] })) : sorted;
  const counts = countClasses(labeled, { classCount, multiLabel });
  requireEnoughSamples(counts, { splitCount: shares.length, sampleCount: sorted.length, nameOf });

  const options = { shares, classCount, random, nameOf };
  const grouped = haveGroups(sorted);
  const divide = (): number[] => {
    if (multiLabel && classCount > 0) {
      return iterativeStratification(labeled, options);
    }
    if (grouped) {
      return groupSplit(labeled, options);
    }
    return classCount > 0 ? stratifiedSplit(labeled, options) : sizeSplit(labeled.length, options);
  };
  const splitOf = divide();
  return shares.map((_, split) => sorted.filter((_sample, index) => splitOf[index] === split));
}

function requireDistinctIds(sorted: readonly Sample[]): readonly Sample[] {
  for (const [index, { id }] of sorted.entries()) {
    if (index > 0 && sorted[index - 1]!.id === id) {
      throw new RangeError(`sample ids must be distinct, or a copy could cross splits; received ${id} twice`);
    }
  }
  return sorted;
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

function requireEnoughSamples(
  counts: readonly number[],
  {
    splitCount,
    sampleCount,
    nameOf,
  }: {
    readonly splitCount: number;
    readonly sampleCount: number;
    readonly nameOf: (label: number) => string;
  },
): void {
  if (sampleCount < splitCount) {
    throw new RangeError(`${splitCount} splits need at least ${splitCount} samples; received ${sampleCount}`);
  }
  const short = counts.flatMap((count, label) =>
    count < splitCount ? [`${nameOf(label)} has ${count} ${count === 1 ? 'sample' : 'samples'}`] : [],
  );
  if (short.length > 0) {
    throw new RangeError(
      `every class must have at least ${splitCount} samples, one per split; ${short.join('; ')}`,
    );
  }
}

function haveGroups(samples: readonly Sample[]): boolean {
  const without = samples.find(({ group }) => group === undefined);
  const within = samples.find(({ group }) => group !== undefined);
  if (without !== undefined && within !== undefined) {
    throw new RangeError(
      `all samples or none must have a group; ${within.id} has one and ${without.id} has none`,
    );
  }
  return within !== undefined;
}
