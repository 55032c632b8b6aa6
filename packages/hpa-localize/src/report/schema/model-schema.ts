import { z } from 'zod';
import { evaluationSchema as evaluation } from './evaluation-schema.js';
import { count, type Immutable, share, text } from './shared-fields.js';

/** The value of one setting of a recipe; null for "none". */
export const settingSchema = z.union([
  z.string(),
  z.number(),
  z.boolean(),
  z.null(),
  z.array(z.union([z.string(), z.number()])),
]);

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

/** From which probability on a model of several labels predicts a class. */
const thresholds = z.strictObject({
  /** `max-f1` takes the highest F1 of each class, `label-ratio` predicts as many samples as there are, `fixed` is the same everywhere. */
  method: z.enum(['max-f1', 'label-ratio', 'fixed']),
  /** One per class. */
  values: z.array(z.number().positive().max(1)),
  /** The split that they were fitted on: never that which the scores are of. */
  split: z.literal('validation'),
  /** The number of samples that they were fitted on. */
  samples: count,
  /** The number of samples at which a class goes half by its own, half by the threshold of all classes; 0 is wholly by its own. */
  smoothing: z.number().nonnegative(),
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

/** How a model was trained: these settings always, any other by its name. */
const recipe = z
  .object({
    optimizer: text,
    learningRate: z.number().positive(),
    batchSize: z.int().positive(),
    augment: settingSchema,
    classWeights: settingSchema,
  })
  .catchall(settingSchema);

/** One model: what it is, how it was trained, and how well it does. */
export const modelSchema = z.strictObject({
  /** The name of its folder and of its flag, such as `gapnet-pl`. */
  name: text,
  /** The name that readers see. */
  title: text,
  /** One line about its layers. */
  architecture: text,
  parameters: count,
  trainableParameters: count,
  /** Where the weights that training started from come from, in words. */
  provenance: text,
  /** `complete` if its training ended by itself; `failed` if its numbers did not stay finite. */
  status: z.enum(['complete', 'interrupted', 'failed']),
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
  recipe,
  /** Absent for one label per sample, and if the model was not measured. */
  thresholds: thresholds.exactOptional(),
  /** Absent in older reports, and if the model was not measured. */
  temperature: temperature.exactOptional(),
  /** Null if training was interrupted or failed before the model was measured. */
  validation: evaluation.nullable(),
  /** Null if training was interrupted or failed before the model was measured. */
  test: evaluation.nullable(),
});

export type ModelReport = Immutable<z.infer<typeof modelSchema>>;
