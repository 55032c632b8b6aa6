import { join } from 'node:path';
import { z } from 'zod';
import { parserOf, readJson } from '../files/read-json.js';
import { writeWhole } from '../files/write-whole.js';
import { recipeSchema } from '../recipes/recipe-schema.js';
import { levelsSchema } from '../report/schema/levels-schema.js';
import type { Immutable } from '../report/schema/shared-fields.js';

const NAME = 'config.json';
const digest = z.string().regex(/^[0-9a-f]{64}$/, { error: 'expected a SHA-256' });
const seedBound = 2 ** 32 - 1;

/** What config.json says of a run. */
export const runConfigSchema = z.looseObject({
  /** Every flag that decides the results. */
  options: z.preprocess(
    withLevels,
    z.looseObject({
      data: z.string().min(1),
      models: z.array(z.string().min(1)).min(1),
      size: z
        .int()
        .min(1)
        .max(2 ** 16),
      /** Of every model; absent where recipes decide. */
      epochs: z.int().min(1).max(seedBound).exactOptional(),
      batch: z.int().min(1).max(seedBound).exactOptional(),
      seed: z.int().min(0).max(seedBound),
      /** Absent in runs of versions that trained each model once. */
      repeats: z.int().min(1).max(seedBound).exactOptional(),
      folds: z.int().min(3).max(seedBound).exactOptional(),
      weights: z.string().min(1).exactOptional(),
      /** `both` in a folder that holds a run of each. */
      protocol: z.enum(['honest', 'notebook', 'both']),
      /** Absent in runs of versions that knew one label a sample alone. */
      task: z.enum(['single-label', 'multi-label']).exactOptional(),
      /** What was asked for, so that a resumed run gives the same reason for its task. */
      askedTask: z.enum(['auto', 'single-label', 'multi-label']).exactOptional(),
      /** Whether training cells lie beside each model; absent in runs of versions that kept none. */
      trainingCells: z.boolean().exactOptional(),
      /** What chooses the levels of files that become 0 and 255, if it was asked for. */
      levels: z
        .union([z.enum(['auto', 'bit-depth', 'percentile']), z.tuple([z.number(), z.number()])])
        .exactOptional(),
    }),
  ),
  /** Digests of what the run was begun with; absent in a folder that holds runs, and in runs of versions that did not record it. */
  identity: z
    .strictObject({ data: digest, split: digest, weights: z.record(z.string(), digest) })
    .exactOptional(),
  /** How each model is trained; absent in runs of versions without recipes. */
  recipes: z.array(recipeSchema).min(1).exactOptional(),
  /** Which levels of the files became 0 and 255; absent of drawn cells, and in runs of earlier versions. */
  levels: levelsSchema.exactOptional(),
  /** Micrometers along a pixel of the images, where all were brought to one scale. */
  scale: z.strictObject({ micrometers: z.number().positive(), basis: z.string() }).exactOptional(),
  /** How images of another shape became square where there is no scale; absent in runs of earlier versions. */
  fit: z.enum(['pad', 'stretch']).exactOptional(),
  backend: z.looseObject({
    name: z.string().min(1),
    passedOver: z.array(z.strictObject({ name: z.string(), reason: z.string() })).optional(),
  }),
  versions: z.record(z.string(), z.string()),
});

/** What config.json says of a run. */
export type RunConfig = Immutable<z.infer<typeof runConfigSchema>>;

/** Runs of earlier versions state the level of white, where that of black is 0. */
function withLevels(options: unknown): unknown {
  if (typeof options !== 'object' || options === null || !('whiteLevel' in options)) {
    return options;
  }
  const { whiteLevel, ...others } = options;
  return { ...others, levels: [0, whiteLevel] };
}

const parse = parserOf(runConfigSchema, { what: 'the configuration of a run' });

/** Writes config.json, the file that makes a folder a run. */
export async function writeConfig(folder: string, config: RunConfig): Promise<void> {
  await writeWhole(join(folder, NAME), `${JSON.stringify(config, null, 2)}\n`);
}

/**
 * Reads config.json; null if the folder holds no run.
 *
 * @throws Error naming the file if it is not the configuration of a run.
 */
export async function readConfig(folder: string): Promise<RunConfig | null> {
  return readJson(join(folder, NAME), { parse });
}
