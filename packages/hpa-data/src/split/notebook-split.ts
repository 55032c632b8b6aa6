import { requireSeed } from '../require-seed.js';
import type { Sample } from '../sample.js';
import { seededRandom } from '../seeded-random.js';
import type { Splits } from './splits.js';

/**
 * Splits samples as the public notebook of the first study does (MridulaBontha/Human-Protein-Atlas-Classification),
 * which leaks. Use it only to show how optimistic the resulting scores are.
 *
 * The notebook draws as many samples as there are WITH replacement, then divides them 70/15/15 at random. About half of
 * the validation and test rows have a copy in train, and about 1/e of the samples are never used.
 *
 * @returns Splits of floor(0.7 n) samples and half of the rest each; validation gets the odd one. For 2,075 samples:
 * 1452, 312 and 311.
 * @throws RangeError if the seed is not an integer in [0, 2^32).
 * @example
 * import { auditLeakage, notebookSplit, syntheticCells } from '@hpa/data';
 * const { samples } = syntheticCells({ classes: [2, 25], count: 60, seed: 1, size: 64 });
 * auditLeakage(notebookSplit(samples, { seed: 1 })).duplicateIds > 5; // true
 */
export function notebookSplit(
  samples: readonly Sample[],
  {
    seed,
  }: {
    /** Seed of both draws, an integer in [0, 2^32). */
    readonly seed: number;
  },
): Splits {
  const random = seededRandom(['notebook split', requireSeed(seed)]);
  const sorted = [...samples].sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
  const drawn = sorted.map(() => sorted[random.integer([0, sorted.length - 1])]!);
  const trainEnd = Math.floor((drawn.length * 7) / 10);
  const validationEnd = trainEnd + Math.ceil((drawn.length - trainEnd) / 2);
  return {
    train: drawn.slice(0, trainEnd),
    validation: drawn.slice(trainEnd, validationEnd),
    test: drawn.slice(validationEnd),
  };
}
