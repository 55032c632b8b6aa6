import { requireInteger } from '../require-integer.js';
import type { Sample } from '../sample.js';
import { seededRandom } from '../seeded-random.js';
import { divideSamples, type StratificationOptions } from './divide-samples.js';
import type { Splits } from './splits.js';

/** Options of {@link foldSamples}. */
export interface FoldSamplesOptions extends StratificationOptions {
  /** Number of folds k, at least 3. */
  readonly folds: number;
}

/**
 * Divides samples into k folds for cross-validation, each with its share of every class and groups whole, as
 * `splitSamples` does it.
 *
 * @returns k splits: split i tests on fold i, validates on the one after it, and trains on the others, so every
 * sample is tested on once.
 * @throws RangeError where `folds` is below 3, labels or ids are unfit, only some samples have a group, or a class
 * has fewer than k samples; Error where no assignment of whole groups puts every class in every fold.
 */
export function foldSamples(
  samples: readonly Sample[],
  { folds, seed, ...strata }: FoldSamplesOptions,
): Splits[] {
  requireInteger(folds, { name: 'folds', minimum: 3 });
  const random = seededRandom(['folds', seed]);
  const parts = divideSamples(samples, { ...strata, shares: new Array(folds).fill(1 / folds), random });
  const foldOf = new Map(parts.flatMap((part, fold) => part.map(({ id }) => [id, fold])));
  const sorted = parts.flat().sort((a, b) => (a.id < b.id ? -1 : 1));
  return parts.map((test, fold) => {
    const next = (fold + 1) % folds;
    const train = sorted.filter(({ id }) => foldOf.get(id) !== fold && foldOf.get(id) !== next);
    return { train, validation: parts[next]!, test };
  });
}
