import { randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { explainWriteError } from '../files/explain-write-error.js';
import { parserOf, readJson } from '../files/read-json.js';

const NAME = 'queue.json';
const parse = parserOf(z.strictObject({ run: z.uuid() }), { what: 'the name of a run in a queue' });

/** Reads the name by which the run or search of a folder is known in queues; null if it has none, or the folder is not there. */
export async function readRunId(folder: string): Promise<string | null> {
  return (await readJson(join(folder, NAME), { parse }))?.run ?? null;
}

/** The name by which the run or search of a folder is known in queues, which it gets if it has none. */
export async function runIdOf(folder: string): Promise<string> {
  const known = await readRunId(folder);
  if (known !== null) {
    return known;
  }
  const run = randomUUID();
  try {
    await writeFile(join(folder, NAME), `${JSON.stringify({ run })}\n`, { flag: 'wx' });
    return run;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') {
      return runIdOf(folder);
    }
    throw explainWriteError(folder, error);
  }
}
