import { requireSeed } from '../require-seed.js';
import type { Sample } from '../sample.js';
import { seededRandom } from '../seeded-random.js';
import { divideSamples } from './divide-samples.js';
import { SPLIT_NAMES, type Splits } from './splits.js';

/**
 * Splits samples into train, validation and test so that every class keeps its share in each of the three.
 *
 * If the samples have groups (the field a cell was cut from, the antibody), no group crosses splits: a bounded
 * search gives every split each class, and a seeded greedy and local search approaches the fractions. Samples
 * with several labels are split by iterative stratification with a local search (Sechidis et al. 2011), which also holds the
 * shares of pairs of classes and of samples without a label. The result does not depend on the
 * order of the samples; each split is sorted by id.
 *
 * @throws RangeError if the seed, fractions, labels or ids are invalid, only some samples have a group, or a class has
 * fewer than three samples; Error if no assignment of whole groups puts every class in every split, or a bounded search finds none.
 * @example
 * import { splitSamples, syntheticCells } from '@hpa/data';
 * const { samples } = syntheticCells({ classes: [2, 25], count: 60, seed: 1, size: 64 });
 * const { train, validation, test } = splitSamples(samples, { seed: 1, classCount: 2 });
 * [train.length, validation.length, test.length]; // [42,9,9]
 */
export function splitSamples(
  samples: readonly Sample[],
  {
    fractions = { train: 0.7, validation: 0.15, test: 0.15 },
    seed,
    ...strata
  }: {
    /** Seed of the random draws, an integer in [0, 2^32). */
    readonly seed: number;
    /** Fraction of the samples per split: positive, sum 1. Default: 0.7, 0.15 and 0.15. */
    readonly fractions?: { readonly train: number; readonly validation: number; readonly test: number };
    /** Number of classes; every label is in [0, classCount). Default: 0, which ignores the labels. */
    readonly classCount?: number;
    /** Whether a sample may have any number of labels instead of exactly one. Default: false. */
    readonly multiLabel?: boolean;
    /** Class names for error messages, by class index. */
    readonly classNames?: readonly string[];
  },
): Splits {
  const shares = SPLIT_NAMES.map((name) => fractions[name]);
  const sum = shares.reduce((total, share) => total + share, 0);
  if (!shares.every((share) => share > 0) || Math.abs(sum - 1) > 1e-9) {
    throw new RangeError(`fractions must be positive and add up to 1; received ${JSON.stringify(fractions)}`);
  }
  const random = seededRandom(['split', requireSeed(seed)]);
  const [train, validation, test] = divideSamples(samples, { ...strata, shares, random });
  return { train: train!, validation: validation!, test: test! };
}
