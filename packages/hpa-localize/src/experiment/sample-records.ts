import { join } from 'node:path';
import { z } from 'zod';
import { parserOf, readJson } from '../files/read-json.js';
import { writeWhole } from '../files/write-whole.js';
import type { SampleRecord } from './study-identity.js';

const NAME = 'samples.json';

const schema = z.strictObject({
  formatVersion: z.literal(1),
  samples: z.array(
    z.strictObject({
      id: z.string(),
      group: z.string().nullable(),
      labels: z.array(z.int().nonnegative()),
      splits: z.array(z.string()),
      pixels: z.string(),
    }),
  ),
});

const parse = parserOf(schema, { what: 'a list of the samples of a run' });

/** Writes samples.json: every sample of a run with group, labels, splits and a digest of its pixels, one a line. */
export async function writeSamples(folder: string, samples: readonly SampleRecord[]): Promise<void> {
  const rows = samples.map((sample) => JSON.stringify(sample)).join(',\n');
  await writeWhole(join(folder, NAME), `{"formatVersion":1,"samples":[\n${rows}\n]}\n`);
}

/**
 * Reads samples.json; null if the run folder has none.
 *
 * @throws Error naming the file if it is not what was written.
 */
export async function readSamples(folder: string): Promise<readonly SampleRecord[] | null> {
  return (await readJson(join(folder, NAME), { parse }))?.samples ?? null;
}
