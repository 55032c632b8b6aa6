import { z } from 'zod';
import { classLabel, count, type Immutable, text } from '../../report/schema/shared-fields.js';
import { parameterSchema, spaceSchema } from './space-schema.js';

const trial = z.strictObject({
  /** From 0, in the order in which trials began. */
  number: count,
  /** By the keys of the space that apply to this trial. */
  parameters: z.record(z.string(), parameterSchema),
  /** Decides initial weights, order and augmentation of its first training; those after it have the integers that follow. */
  seed: count,
  state: z.enum(['complete', 'pruned', 'failed', 'running']),
  /** What is searched for; null unless the trial is complete. */
  value: z.number().nullable(),
  /** The value after each epoch: pairs of the number of epochs trained so far, over all seeds, and the value. */
  reports: z.array(z.tuple([count, z.number()])),
  seconds: z.number().nonnegative().exactOptional(),
  /** Why it failed. */
  error: text.exactOptional(),
});

/** What `tune.json` holds, and all that the page beside it is made from. */
export const searchSchema = z.strictObject({
  schemaVersion: z.literal(1),
  /** The command line that made the search. */
  command: text,
  /** `complete` if all trials have ended. */
  status: z.enum(['complete', 'interrupted']),
  /** The recipe that is varied. */
  model: z.strictObject({ name: text, title: text }),
  dataset: z.strictObject({
    provenance: text,
    task: z.enum(['single-label', 'multi-label']),
    classes: z.array(classLabel).min(2),
    /** Samples that trials learn from, and those that their value is measured on. */
    counts: z.strictObject({ train: count, validation: count }),
    /** Height and width of the images in pixels. */
    imageSize: z.int().positive(),
  }),
  /** What decides the split, the order of trials and the seeds of each. */
  seed: count,
  strategy: text,
  pruner: text,
  /** Trials that were asked for; null for all of a grid. */
  requested: z.int().positive().nullable(),
  /** Epochs of each training. */
  epochs: z.int().positive(),
  /** Trainings of each trial, with seeds of their own. */
  repeats: z.int().positive(),
  /** What is searched for, in words. */
  objective: text,
  space: spaceSchema,
  trials: z.array(trial),
  /** Number of the best complete trial; null if none is complete. */
  best: count.nullable(),
  /** Share of the variance of the values that each key explains alone, the largest first; null if there are too few trials to say. */
  importance: z.array(z.strictObject({ key: text, share: z.number() })).nullable(),
});

export type SearchDocument = Immutable<z.infer<typeof searchSchema>>;
export type TrialRecord = SearchDocument['trials'][number];
