import { rename, writeFile } from 'node:fs/promises';
import { stringify } from 'csv-stringify/sync';
import { SPLIT_NAMES, SPLIT_VERSION, type Splits } from '../split/splits.js';

/** Options of {@link writeSplit}. */
export interface WriteSplitOptions {
  /** The seed that the split was drawn with, to be written beside it. */
  readonly seed: number;
}

/**
 * Saves a split as CSV (Id,Part,Seed,Version), rows by id, so that it can be looked at, passed on and read back by
 * `readSplit`. Seed and version of the splitting algorithm say how to draw it again. The file appears whole or not at
 * all.
 *
 * @throws RangeError where an id is in the split twice.
 */
export async function writeSplit(file: string, split: Splits, { seed }: WriteSplitOptions): Promise<void> {
  const rows = SPLIT_NAMES.flatMap((part) => split[part].map(({ id }) => [id, part, seed, SPLIT_VERSION]));
  rows.sort(([a], [b]) => (a! < b! ? -1 : 1));
  const repeated = rows.find(([id], index) => index > 0 && rows[index - 1]![0] === id);
  if (repeated !== undefined) {
    throw new RangeError(`a split to be saved holds each sample once; it holds ${repeated[0]} twice`);
  }
  const partial = `${file}.partial`;
  await writeFile(partial, stringify([['Id', 'Part', 'Seed', 'Version'], ...rows]));
  await rename(partial, file);
}
