import type { Sample } from '../sample.js';
import { SPLIT_NAMES, type SplitName, type Splits } from '../split/splits.js';
import { readCsv } from './layouts/read-csv.js';

/** Options of {@link readSplit}. */
export interface ReadSplitOptions {
  /** The samples that the file divides, every one of them. */
  readonly samples: readonly Sample[];
}

/**
 * Reads a split from CSV (Id,Part), as `writeSplit` saves it or as anyone else drew it.
 *
 * @returns The samples of each part, by id.
 * @throws Error naming the file and line for a part of another name, an Id that is repeated or is no sample; and
 * naming a sample that has no row.
 */
export async function readSplit(file: string, { samples }: ReadSplitOptions): Promise<Splits> {
  const left = new Map(samples.map((sample) => [sample.id, sample]));
  const split: Record<SplitName, Sample[]> = { train: [], validation: [], test: [] };
  const lines = new Map<string, number>();
  for (const { line, values } of await readCsv(file, { columns: ['Id', 'Part'] })) {
    const { Id: id, Part: part } = values;
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
