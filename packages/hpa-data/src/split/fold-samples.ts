import { requireInteger } from '../require-integer.js';
import { requireSeed } from '../require-seed.js';
import type { Sample } from '../sample.js';
import { seededRandom } from '../seeded-random.js';
import { divideSamples } from './divide-samples.js';
import type { Splits } from './splits.js';

/**
 * Divides samples into k folds for cross-validation, with the stratification and whole groups of `splitSamples`.
 *
 * @returns k triples of splits: number i tests on fold i, validates on the next fold and trains on the others, so
 * that every sample is tested on exactly once.
 * @throws RangeError if the seed, `folds`, labels or ids are invalid, only some samples have a group, or a class has
 * fewer than k samples; Error if no assignment of whole groups puts every class in every fold, or a bounded search finds none.
 * @example
 * import { foldSamples, syntheticCells } from '@hpa/data';
 * const { samples } = syntheticCells({ classes: [2, 25], count: 60, seed: 1, size: 64 });
 * const folds = foldSamples(samples, { folds: 5, seed: 1, classCount: 2 });
 * folds.map(({ train, test }) => [train.length, test.length]); // [[36,12],[36,12],[36,12],[36,12],[36,12]]
 */
export function foldSamples(
  samples: readonly Sample[],
  {
    folds,
    seed,
    ...strata
  }: {
    /** Number of folds k, at least 3. */
    readonly folds: number;
    /** Seed of the random draws, an integer in [0, 2^32). */
    readonly seed: number;
    /** Number of classes; every label is in [0, classCount). Default: 0, which ignores the labels. */
    readonly classCount?: number;
    /** Whether a sample may have any number of labels instead of exactly one. Default: false. */
    readonly multiLabel?: boolean;
    /** Class names for error messages, by class index. */
    readonly classNames?: readonly string[];
  },
): Splits[] {
  requireInteger(folds, { name: 'folds', minimum: 3 });
  const random = seededRandom(['folds', requireSeed(seed)]);
  const divided = divideSamples(samples, { ...strata, shares: new Array(folds).fill(1 / folds), random });
  const foldOf = new Map(divided.flatMap((members, fold) => members.map(({ id }) => [id, fold])));
  const sorted = divided.flat().sort((a, b) => (a.id < b.id ? -1 : 1));
  return divided.map((test, fold) => {
    const next = (fold + 1) % folds;
    const train = sorted.filter(({ id }) => foldOf.get(id) !== fold && foldOf.get(id) !== next);
    return { train, validation: divided[next]!, test };
  });
}
