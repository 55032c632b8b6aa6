import type { CheckedData } from '../data/types.js';
import { classesOfUnits } from './classes-of-units.js';
import { independentUnits } from './independent-units.js';
import { joinUnits } from './join-units.js';

/** Below this many units that hold a class, how its samples vary cannot be told. */
const MINIMUM_UNITS_OF_A_CLASS = 3;

/**
 * How intervals and tests are made, and how wide the intervals are.
 *
 * @inline
 */
export interface IntervalOptions {
  /** An integer in [0, 2^32). It decides which units are joined if there are more than `resamples`. */
  readonly seed: number;
  /**
   * An integer of at least 2, 5000 by default: the number of resamples, each the data without one unit, at most. More samples or
   * groups than that are joined into as many units at random.
   */
  readonly resamples?: number | undefined;
  /** The nominal coverage of the intervals, in (0, 1); 0.95 by default. */
  readonly level?: number | undefined;
  /**
   * The group of each sample, such as the image it was cut from. Whole groups are left out, because the cells of one
   * image are alike and carry less information than as many independent cells.
   */
  readonly groups?: readonly string[] | undefined;
}

/** The units that are left out one by one, and what is known of them. */
export interface Units {
  /** Lists of sample indices. */
  readonly samples: readonly (readonly number[])[];
  /** For each unit the number of its stratum: units of a stratum hold the same classes. */
  readonly strata: Int32Array;
  /** What a unit is called: a group or a sample. */
  readonly name: 'group' | 'sample';
  /** Why averages over classes have no interval, in words; undefined if enough units hold each class. */
  readonly rareClasses: string | undefined;
}

/**
 * Lists the units that are left out, and looks at the classes that they hold.
 *
 * @throws RangeError if an option is out of its range.
 */
export function prepareUnits(
  data: CheckedData,
  { seed, resamples = 5000, groups }: Pick<IntervalOptions, 'seed' | 'resamples' | 'groups'>,
): Units {
  if (!Number.isInteger(seed) || seed < 0 || seed >= 2 ** 32) {
    throw new RangeError(`seed must be an integer in [0, 2^32); received ${seed}`);
  }
  if (!Number.isInteger(resamples) || resamples < 2) {
    throw new RangeError(`resamples must be an integer of at least 2; received ${resamples}`);
  }
  const name = groups === undefined ? 'sample' : 'group';
  const units = independentUnits({ sampleCount: data.sampleCount, groups });
  const held = classesOfUnits(data, { units });
  const samples = joinUnits(units, { maximum: resamples, kinds: held.map(String), seed });
  const kinds = samples === units ? held : classesOfUnits(data, { units: samples });
  const strata = new Map<string, number>();
  return {
    samples,
    name,
    strata: Int32Array.from(kinds, (kind) => {
      const stratum = strata.get(String(kind)) ?? strata.size;
      strata.set(String(kind), stratum);
      return stratum;
    }),
    rareClasses: rareClassesInWords(held, { classCount: data.classCount, name }),
  };
}

function rareClassesInWords(
  held: readonly (readonly number[])[],
  { classCount, name }: { readonly classCount: number; readonly name: string },
): string | undefined {
  const counts = new Int32Array(classCount);
  for (const index of held.flat()) {
    counts[index] = counts[index]! + 1;
  }
  const rare = counts.filter((count) => count < MINIMUM_UNITS_OF_A_CLASS).length;
  return rare === 0
    ? undefined
    : `${rare} of ${classCount} classes ${rare === 1 ? 'is' : 'are'} held by fewer than ${MINIMUM_UNITS_OF_A_CLASS} ${name}s`;
}
