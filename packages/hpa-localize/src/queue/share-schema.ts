import { z } from 'zod';
import { levelsSchema } from '../report/schema/levels-schema.js';
import { classLabel, type Immutable, text } from '../report/schema/shared-fields.js';

const digest = z.string().regex(/^[0-9a-f]{64}$/, { error: 'expected a SHA-256' });
const side = z.int().min(1);
const words = z.record(z.string(), z.string());

/** How files become images: what the sender measured and chose, so that all workers read them alike. */
const readingSchema = z.discriminatedUnion('from', [
  z.strictObject({
    from: z.literal('files'),
    height: side,
    width: side,
    levels: levelsSchema.exactOptional(),
    /** What files call the channels; absent for the four of the Atlas. */
    channels: words.exactOptional(),
    channelOrder: z.array(text).exactOptional(),
    /** Micrometers along a pixel of the images. */
    scale: z.number().positive().exactOptional(),
    fit: z.enum(['pad', 'stretch']).exactOptional(),
  }),
  /** A folder that `prepare` filled, and the SHA-256 of its prepared.json. */
  z.strictObject({ from: z.literal('prepared'), index: digest }),
]);
export type ShareReading = Immutable<z.infer<typeof readingSchema>>;

/** What is needed of a sample to read its image. Paths below the root of the share are relative to it, others absolute. */
const sampleSchema = z.strictObject({
  id: text,
  channels: z.record(z.string(), text),
  pixelSize: z.number().positive().exactOptional(),
  cell: z
    .strictObject({
      mask: text.exactOptional(),
      label: z.int(),
      box: z.tuple([z.int(), z.int(), z.int(), z.int()]),
      center: z.tuple([z.number(), z.number()]),
      runs: z.array(z.int()).exactOptional(),
    })
    .exactOptional(),
});
export type ShareSample = Immutable<z.infer<typeof sampleSchema>>;

/** A share of the samples of a table of predictions, and all that decides their scores. */
export const shareSchema = z.strictObject({
  kind: z.literal('share'),
  /** SHA-256 over all shares of the table: the same one, whoever asks for it and how often. */
  run: digest,
  /** Whether the sender wants no result any more. */
  stop: z.boolean().exactOptional(),
  /** From 1, in the order of the table. */
  number: z.int().min(1),
  /** Versions of the packages that decide results, by their names. */
  versions: words,
  models: z
    .array(
      z.strictObject({
        /** One of the catalog, or an absolute path. */
        name: text,
        /** SHA-256 of its files. */
        digest,
        /** The position of the dataset that it reads. */
        dataset: z.int().min(0),
      }),
    )
    .min(1),
  /** What packages among the models call the channels, and the channels of the images, as `loadEnsemble` has them. */
  packages: z.strictObject({
    channels: words.exactOptional(),
    imageChannels: z.array(text),
  }),
  /** What ONNX files among the models take and give. */
  graph: z
    .strictObject({
      channels: z.array(text).exactOptional(),
      size: side.exactOptional(),
      normalization: z.enum(['none', 'unit', 'symmetric', 'per-image', 'imagenet']).exactOptional(),
      classes: z.array(classLabel).exactOptional(),
      output: z.enum(['logits', 'probabilities']).exactOptional(),
      task: z.enum(['single-label', 'multi-label']).exactOptional(),
    })
    .exactOptional(),
  allOrientations: z.boolean(),
  badSamples: z.enum(['throw', 'skip']),
  /** The folder of the data as the sender sees it. */
  root: text,
  /** The bytes of every file of the share, by its path. */
  files: z.record(text, z.int().min(0)),
  /** The same samples, as the models read them. */
  datasets: z.array(z.strictObject({ reading: readingSchema, samples: z.array(sampleSchema) })).min(1),
});
export type ShareJob = Immutable<z.infer<typeof shareSchema>>;

/** The scores of a share, as `scoreEnsemble` gives them, and what computed them. */
export const scoredSchema = z.strictObject({
  outcome: z.literal('scored'),
  worker: text,
  engine: text,
  ids: z.array(text),
  scores: z.array(z.array(z.number())),
  unlike: z.array(z.number()).exactOptional(),
  skipped: z.array(z.strictObject({ id: z.string(), reason: z.string() })),
});
export type ScoredShare = Immutable<z.infer<typeof scoredSchema>>;
