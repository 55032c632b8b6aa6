import { z } from 'zod';
import { count, type Immutable, share, text } from './shared-fields.js';

const epoch = z.strictObject({
  /** Counted from 1. */
  epoch: z.int().positive(),
  /** Mean training loss over the epoch. */
  loss: z.number(),
  /** Training accuracy. */
  accuracy: share.exactOptional(),
  validationLoss: z.number(),
  validationAccuracy: share,
  validationMacroF1: share,
  learningRate: z.number().nonnegative(),
  seconds: z.number().nonnegative(),
});

/** The expected calibration error of each split. */
const calibrationErrors = z.strictObject({ validation: share, test: share });

/** What the logits were divided by before they became the probabilities of the report. */
const temperature = z.strictObject({
  /** One, or one per class. */
  values: z.array(z.number().positive()).min(1),
  split: z.literal('validation'),
  /** The number of samples that it was fitted on. */
  samples: count,
  /** How many samples like those of all classes each class was fitted with besides its own; 0 for one label per sample. */
  smoothing: z.number().nonnegative(),
  eceBefore: calibrationErrors,
  eceAfter: calibrationErrors,
});

/** The scores of one training on one split: every number of its evaluation that stands by itself, by name. */
const trainingScores = z.object({ n: count, macroF1: share }).catchall(z.number().nullable());

/** How a training or a model ended: `complete` by itself, `failed` if its numbers did not stay finite. */
export const endSchema = z.enum(['complete', 'interrupted', 'failed']);

/** One training of a model: what it started from, how it went, and how good its network is. */
export const trainingSchema = z.strictObject({
  /** Decides initial weights, order and augmentation. */
  seed: count,
  /** Its number among the trainings on the same split, from 1; absent if there is one alone. */
  repeat: z.int().positive().exactOptional(),
  /** The fold that it was tested on, from 1; absent if the samples were split once. */
  fold: z.int().positive().exactOptional(),
  status: endSchema,
  /** Why it failed; absent unless it did. */
  failure: text.exactOptional(),
  /** How many epochs were run. */
  epochs: count,
  /** Null until the first epoch ends. */
  secondsPerEpoch: z.number().nonnegative().nullable(),
  /** Training images; null until the first epoch ends. */
  imagesPerSecond: z.number().nonnegative().nullable(),
  /** The epoch whose weights were kept, and the validation metric that chose it; null until the first epoch ends. */
  best: z.strictObject({ epoch: z.int().positive(), metric: text, value: z.number() }).nullable(),
  history: z.array(epoch),
  /** From which probability on it predicts each class, of several labels per sample; absent if it was not measured. */
  thresholds: z.array(z.number().positive().max(1)).exactOptional(),
  /** Absent in older reports, and if it was not measured. */
  temperature: temperature.exactOptional(),
  /** Null if it was interrupted or failed before it was measured. */
  validation: trainingScores.nullable(),
  /** Null if it was interrupted or failed before it was measured. */
  test: trainingScores.nullable(),
});

export type Training = Immutable<z.infer<typeof trainingSchema>>;
