import { join } from 'node:path';
import type { z } from 'zod';
import { runConfigSchema } from '../experiment/run-config.js';
import { parserOf, readJson } from '../files/read-json.js';
import { writeWhole } from '../files/write-whole.js';
import type { Immutable } from '../report/schema/shared-fields.js';
import { spaceSchema } from './schema/space-schema.js';

/** The name of the file that makes a folder a search. */
export const SEARCH_CONFIG_NAME = 'search.json';

const schema = runConfigSchema.extend({ space: spaceSchema });

/** What search.json says of a search: what config.json says of a run, and what is varied. */
export type SearchConfig = Immutable<z.infer<typeof schema>>;

const parse = parserOf(schema, { what: 'the configuration of a search' });

/** Writes search.json. */
export async function writeSearchConfig(folder: string, config: SearchConfig): Promise<void> {
  await writeWhole(join(folder, SEARCH_CONFIG_NAME), `${JSON.stringify(config, null, 2)}\n`);
}

/**
 * Reads search.json; null if the folder holds no search.
 *
 * @throws Error naming the file if it is not the configuration of a search.
 */
export async function readSearchConfig(folder: string): Promise<SearchConfig | null> {
  return readJson(join(folder, SEARCH_CONFIG_NAME), { parse }) as Promise<SearchConfig | null>;
}
