import { z } from 'zod';
import { levelsSchema } from './levels-schema.js';
import { classLabel, count, type Immutable, text } from './shared-fields.js';

/** How many samples each split holds. */
const splitCounts = z.strictObject({ train: count, validation: count, test: count });

/** The samples, and how they were split. */
export const datasetSchema = z.strictObject({
  /** Whether a sample is of exactly one class, or of any number of them. */
  task: z.enum(['single-label', 'multi-label']),
  /** Why this task was taken, in words that may follow its name after a comma; absent in older reports. */
  taskReason: text.exactOptional(),
  /** Where the samples come from, in words: a folder, or the synthetic generator. */
  provenance: text,
  /** In the order of every per-class list of the report. */
  classes: z.array(classLabel).min(2),
  /** The number of folds, each of which is the test split once; absent if the samples were split once. Counts are then sums over the folds. */
  folds: z.int().min(3).exactOptional(),
  counts: splitCounts,
  /** Samples of each class: of several labels, a sample counts in each of them. */
  perClass: z.array(
    classLabel.extend({
      ...splitCounts.shape,
      /** The groups that its test samples are of; absent if there are no groups, and in older reports. */
      testGroups: count.exactOptional(),
    }),
  ),
  /** Samples of no class, of one, of two and so on, of several labels; absent for one. */
  locationsPerCell: z.array(splitCounts).min(1).exactOptional(),
  /** Whether each group of related samples is kept together in one split. */
  grouped: z.boolean(),
  /** The number of groups; absent if they are unknown. */
  groups: count.exactOptional(),
  /** The number of groups among the test samples; absent if there are no groups, and in older reports. */
  testGroups: count.exactOptional(),
  /** Where samples are cells of fields: how many fields and cells there are, of any class; absent for whole images, and in older reports. */
  fields: z
    .strictObject({
      count,
      cells: count,
      /** Fields without a mask, whose cells were found by their nuclei, approximately; absent if there are none. */
      segmented: count.exactOptional(),
      /** Cells that were left out at the border of their field; absent if that is not known. */
      atBorder: count.exactOptional(),
    })
    .exactOptional(),
  /** Height and width of the images that the models saw, in pixels. */
  imageSize: z.int().positive(),
  /** Names of the channels of the images, in their order; absent of the four of the Atlas. */
  channels: z.array(text).min(1).exactOptional(),
  /** Which levels of the files became 0 and 255; absent of drawn cells, and in older reports. */
  levels: levelsSchema.exactOptional(),
  /** Where all images were brought to one scale: micrometers along a pixel, and what they rest on. */
  scale: z.strictObject({ micrometers: z.number().positive(), basis: text }).exactOptional(),
  /** How images of another shape became square where there is no scale; absent of drawn cells, and in older reports. */
  fit: z.enum(['pad', 'stretch']).exactOptional(),
  /** What the audit of the splits found. */
  leakage: z.strictObject({
    /** Ids that are in more than one split. */
    duplicateIds: count,
    /** Groups that are in more than one split; 0 if groups are unknown. */
    sharedGroups: count,
    /** Pairs of nearly equal images in different splits; null if nobody looked for them. */
    nearDuplicates: count.nullable(),
  }),
  /** Samples that could not be used, and why; absent if there are none. */
  skipped: z
    .array(z.strictObject({ id: z.string(), reason: text }))
    .min(1)
    .exactOptional(),
  /** What a reader should know of the images, one sentence each; absent if there is nothing. */
  warnings: z.array(text).exactOptional(),
  /** Rows that were left out on purpose, by reason, such as `with several labels`; absent if there are none. */
  leftOut: z.array(z.strictObject({ reason: text, rows: count })).exactOptional(),
});

export type Dataset = Immutable<z.infer<typeof datasetSchema>>;
