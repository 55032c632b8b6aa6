import { join } from 'node:path';
import { z } from 'zod';
import { parserOf, readJson } from '../files/read-json.js';
import { writeWhole } from '../files/write-whole.js';
import { count, type Immutable, interval, share, text } from '../report/schema/shared-fields.js';

const NAME = 'training.json';

const positive = z.number().positive();
const bySplit = z.strictObject({ train: count, validation: count, test: count });

const score = z.strictObject({
  value: share,
  /** 95 % confidence interval; null if there is none to give. */
  interval: interval.nullable(),
  /** Why there is no interval, in words. */
  reason: text.exactOptional(),
});

const schema = z.strictObject({
  formatVersion: z.literal(1),
  /** Where the cells come from, in words. */
  data: text,
  /** Under which terms the cells are published, if it is known. */
  terms: text.exactOptional(),
  /** Whether a generator drew the cells. */
  synthetic: z.boolean(),
  /** With `notebook`, copies of training cells are among the test cells. */
  protocol: z.enum(['honest', 'notebook']),
  /** Seed of the split and of the training. */
  seed: count,
  /** Height and width in pixels to which each image was brought. */
  size: z.strictObject({ height: count, width: count }),
  /** Micrometers along a pixel of the images, where all were brought to one scale. */
  scale: positive.exactOptional(),
  /** How images of another shape became ones of this where there is no scale; absent in older records, whose images were stretched. */
  fit: z.enum(['pad', 'stretch']).exactOptional(),
  cells: bySplit,
  /** What a split keeps together, such as the fields that cells were cut from; null if the cells have no groups. */
  groups: bySplit.nullable(),
  /** Training cells of each class, by its name; those of several locations count for each. */
  classes: z.array(z.strictObject({ name: text, cells: count })),
  /** The stains that every training cell had. */
  channels: z.array(text),
  /** What else a reader should know, one sentence each. */
  notes: z.array(text),
  /** Measured on the test split. Of several labels, the accuracy is the share of exact matches. */
  test: z.strictObject({ accuracy: score, macroF1: score }),
  /** How many training cells are in training-cells.zip beside this file, and its SHA-256; absent where they were left out. */
  trainingCells: z
    .strictObject({ count, sha256: z.string().regex(/^[0-9a-f]{64}$/, { error: 'expected a SHA-256' }) })
    .exactOptional(),
  /** How the features of the training cells are spread; absent where a network has too many. */
  familiarity: z
    .strictObject({
      cells: count,
      mean: z.array(z.number()).min(1),
      deviation: z.array(positive),
      directions: z.array(z.array(z.number())),
      variances: z.array(positive),
      residual: positive,
      limit: positive,
    })
    .refine(
      ({ mean, deviation, directions }) =>
        [deviation, ...directions].every(({ length }) => length === mean.length),
      { error: 'mean, deviation and each direction must have one number a feature' },
    )
    .refine(({ directions, variances }) => directions.length === variances.length, {
      error: 'each direction must have a variance',
    })
    .exactOptional(),
});

/**
 * What a model was trained on, how good it was on other cells, and which cells it knows: training.json, beside its weights.
 */
export type TrainingRecord = Immutable<z.infer<typeof schema>>;

const parse = parserOf(schema, { what: 'the record of a training' });

/** Writes the record of a training into the folder of a saved model. */
export async function writeTrainingRecord(folder: string, record: TrainingRecord): Promise<void> {
  await writeWhole(join(folder, NAME), `${stringifyRecord(record)}\n`);
}

/** JSON of a record, a field a line: its lists of numbers are long. */
function stringifyRecord(record: TrainingRecord): string {
  const lines = Object.entries(record).map(
    ([name, value]) => `  ${JSON.stringify(name)}: ${JSON.stringify(value)}`,
  );
  return `{\n${lines.join(',\n')}\n}`;
}

/**
 * Reads the record beside a saved model; null if there is none, as in models of earlier versions.
 *
 * @throws Error naming the file if it is damaged.
 */
export async function readTrainingRecord(folder: string): Promise<TrainingRecord | null> {
  return readJson(join(folder, NAME), { parse });
}
