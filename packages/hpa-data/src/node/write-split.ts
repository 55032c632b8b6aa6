import { stringify } from 'csv-stringify/sync';
import { requireSeed } from '../require-seed.js';
import { SPLIT_NAMES, SPLIT_VERSION, type Splits } from '../split/splits.js';
import { markText } from './files/spreadsheet-text.js';
import { writeWhole } from './files/write-whole.js';

/**
 * Saves splits as CSV (Id,Part,Seed,Version), rows by id, for people to look at and `readSplit` to read back. Seed and
 * version of the splitting algorithm say how to draw them again. Ids that a spreadsheet would run as formulas get an
 * apostrophe before them, which `readSplit` takes away. The file appears whole or not at all.
 *
 * @throws RangeError if an id occurs twice or the seed is not an integer in [0, 2^32).
 *
 * @example
 * import { mkdtemp, readFile } from 'node:fs/promises';
 * import { tmpdir } from 'node:os';
 * import { join } from 'node:path';
 * import { splitSamples, syntheticCells } from '@hpa/data';
 * import { writeSplit } from '@hpa/data/node';
 * const { samples } = syntheticCells({ classes: [25], count: 8, seed: 1, size: 32 });
 * const file = join(await mkdtemp(join(tmpdir(), 'split-')), 'split.csv');
 * await writeSplit(file, splitSamples(samples, { seed: 1, classCount: 1 }), { seed: 1 });
 * (await readFile(file, 'utf8')).split('\n').length; // 10
 */
export async function writeSplit(
  file: string,
  split: Splits,
  {
    seed,
  }: {
    /** The seed that the splits were drawn with, written beside them. */
    readonly seed: number;
  },
): Promise<void> {
  requireSeed(seed);
  const rows = SPLIT_NAMES.flatMap((part) => split[part].map(({ id }) => [id, part, seed, SPLIT_VERSION]));
  rows.sort(([a], [b]) => (a! < b! ? -1 : 1));
  const repeated = rows.find(([id], index) => index > 0 && rows[index - 1]![0] === id);
  if (repeated !== undefined) {
    throw new RangeError(`splits to save must hold each sample once; received ${repeated[0]} twice`);
  }
  const text = stringify(
    [['Id', 'Part', 'Seed', 'Version'], ...rows.map(([id, ...rest]) => [markText(id as string), ...rest])],
    { quoted_match: /^\s|\s$|[\t\r\n]/ },
  );
  await writeWhole(file, (write) => write(Buffer.from(text)));
}
