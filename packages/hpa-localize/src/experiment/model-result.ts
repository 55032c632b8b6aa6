import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { hashFile } from '../files/hash-files.js';
import { parserOf, readJson } from '../files/read-json.js';
import { writeWhole } from '../files/write-whole.js';
import { modelSchema } from '../report/schema/model-schema.js';
import type { ModelReport } from '../report/schema/report-schema.js';
import type { TrainingIdentity } from './training-identity.js';

const NAME = 'result.json';

const schema = z
  .strictObject({
    formatVersion: z.literal(1),
    identity: z.record(z.string(), z.union([z.string(), z.number()])),
    /** SHA-256 of each file that belongs to the result, by its path in the folder of the model. */
    files: z.record(z.string().regex(/^(history\.csv|predictions\.csv|model\/[\w.-]+)$/), z.string()),
    model: modelSchema,
  })
  .refine(
    ({ files, model }) =>
      model.status !== 'complete' || ['predictions.csv', 'model/model.json'].every((file) => file in files),
    { path: ['files'], error: 'a complete model has predictions and a saved model' },
  );

const parse = parserOf(schema, { what: 'the result of a model' });

/** The result of a model whose training ended. */
export interface ModelResult {
  readonly identity: TrainingIdentity;
  readonly model: ModelReport;
}

/**
 * Records that a model has ended, with digests of the files beside it, and then removes its checkpoint: a later error, kill
 * or full disk costs nothing of it any more.
 */
export async function writeResult(folder: string, { identity, model }: ModelResult): Promise<void> {
  const names = ['history.csv', ...(model.status === 'complete' ? ['predictions.csv'] : [])];
  const saved = model.status === 'complete' ? await readdir(join(folder, 'model')) : [];
  const files: Record<string, string> = {};
  for (const name of [...names, ...saved.sort().map((file) => `model/${file}`)]) {
    files[name] = await hashFile(join(folder, name));
  }
  const result = { formatVersion: 1, identity, files, model };
  await writeWhole(join(folder, NAME), `${JSON.stringify(result, null, 2)}\n`);
  await removeCheckpoint(folder);
}

/** Removes the checkpoint of a model that has ended: one that was killed just after it recorded that still has it. */
export async function removeCheckpoint(folder: string): Promise<void> {
  await rm(join(folder, 'checkpoint'), { recursive: true, force: true });
}

/**
 * Reads the result of a model; null if its training has not ended.
 *
 * @throws Error naming the file, and how to train this model again, if the result or a file beside it is not what was
 * written.
 */
export async function readResult(folder: string): Promise<ModelResult | null> {
  const remedy = `remove the folder ${folder} and resume, to train this model alone again`;
  try {
    const result = await readJson(join(folder, NAME), { parse });
    if (result === null) {
      return null;
    }
    for (const [name, sha256] of Object.entries(result.files)) {
      const path = join(folder, name);
      if (!(await stat(path).catch(() => null))?.isFile()) {
        throw new Error(`${path} of a finished model is gone`);
      }
      if ((await hashFile(path)) !== sha256) {
        throw new Error(`${path} of a finished model is not what was written`);
      }
    }
    return { identity: result.identity, model: result.model };
  } catch (cause) {
    throw new Error(`${(cause as Error).message}; ${remedy}`, { cause });
  }
}
