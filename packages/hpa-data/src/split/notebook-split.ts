import type { Sample } from '../sample.js';
import { seededRandom } from '../seeded-random.js';
import type { Splits } from './splits.js';

/** Options of {@link notebookSplit}. */
export interface NotebookSplitOptions {
  /** Seed of both draws. */
  readonly seed: number;
}

/**
 * Splits as the public notebook of the first study does (MridulaBontha/Human-Protein-Atlas-Classification),
 * which leaks: it draws as many samples as there are WITH replacement, then deals them out 70/15/15 at
 * random. About half of the validation and test rows have a copy in train and about 1/e of the samples are
 * never used. It is here to show how optimistic that is.
 *
 * @returns Parts of sizes floor(0.7 n), then the rest halved, the odd one to validation: 1452, 312 and 311 of
 * 2,075.
 */
export function notebookSplit(samples: readonly Sample[], { seed }: NotebookSplitOptions): Splits {
  const random = seededRandom(['notebook split', seed]);
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
