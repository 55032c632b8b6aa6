import type { Sample } from '../sample.js';
import { SPLIT_NAMES, type SplitName, type Splits } from '../split/splits.js';
import { readCsv } from './files/read-csv.js';
import { unmarkText } from './files/spreadsheet-text.js';

/**
 * Reads splits from CSV (Id,Part), saved by `writeSplit` or drawn by other means.
 *
 * @returns The samples of each split, by id.
 * @throws Error naming the file and line if a Part is unknown, or an Id is repeated or is not a sample; or naming a sample
 * without a row.
 *
 * @example
 * import { mkdtemp, writeFile } from 'node:fs/promises';
 * import { tmpdir } from 'node:os';
 * import { join } from 'node:path';
 * import { syntheticCells } from '@hpa/data';
 * import { readSplit } from '@hpa/data/node';
 * const { samples } = syntheticCells({ classes: [25], count: 2, seed: 1, size: 32 });
 * const file = join(await mkdtemp(join(tmpdir(), 'split-')), 'split.csv');
 * await writeFile(file, 'Id,Part\nsynthetic-00000,train\nsynthetic-00001,test\n');
 * (await readSplit(file, { samples })).test.map(({ id }) => id); // ["synthetic-00001"]
 */
export async function readSplit(
  file: string,
  {
    samples,
  }: {
    /** All samples that the file divides. */
    readonly samples: readonly Sample[];
  },
): Promise<Splits> {
  const left = new Map(samples.map((sample) => [sample.id, sample]));
  const split: Record<SplitName, Sample[]> = { train: [], validation: [], test: [] };
  const lines = new Map<string, number>();
  for (const { line, values } of await readCsv(file, { columns: ['Id', 'Part'], optional: ['Version'] })) {
    const { Id: written, Part: part, Version: version } = values;
    // Only writeSplit states its version, and marks ids.
    const id = version === undefined ? written : unmarkText(written);
    const where = `${file} line ${line}`;
    if (!SPLIT_NAMES.includes(part as SplitName)) {
      throw new Error(`${where}: expected ${SPLIT_NAMES.join(', ')} as Part; found ${part}`);
    }
    if (lines.has(id)) {
      throw new Error(`${where}: duplicate Id ${id}, first on line ${lines.get(id)}`);
    }
    const sample = left.get(id);
    if (sample === undefined) {
      throw new Error(`${where}: Id ${id} is not among the ${samples.length} samples`);
    }
    lines.set(id, line);
    left.delete(id);
    split[part as SplitName].push(sample);
  }
  const [forgotten] = left.keys();
  if (forgotten !== undefined) {
    throw new Error(`${file}: expected a row for each sample; ${left.size} have none, such as ${forgotten}`);
  }
  for (const part of SPLIT_NAMES) {
    split[part].sort((a, b) => (a.id < b.id ? -1 : 1));
  }
  return split;
}
