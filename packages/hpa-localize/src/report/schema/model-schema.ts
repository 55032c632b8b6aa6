import { z } from 'zod';
import { evaluationSchema as evaluation } from './evaluation-schema.js';
import { count, type Immutable, interval, text } from './shared-fields.js';
import { endSchema, trainingSchema } from './training-schema.js';

/** The value of one setting of a recipe; null for "none". */
export const settingSchema = z.union([
  z.string(),
  z.number(),
  z.boolean(),
  z.null(),
  z.array(z.union([z.string(), z.number()])),
]);

/** From which probability on a model of several labels predicts a class. */
const thresholds = z.strictObject({
  /** `max-f1` takes the highest F1 of each class, `label-ratio` predicts as many samples as there are, `fixed` is the same everywhere. */
  method: z.enum(['max-f1', 'label-ratio', 'fixed']),
  /** One per class; of several trainings, the mean over them. */
  values: z.array(z.number().positive().max(1)),
  /** The split that they were fitted on: never that which the scores are of. */
  split: z.literal('validation'),
  /** The number of samples that they were fitted on. */
  samples: count,
  /** The number of samples at which a class goes half by its own, half by the threshold of all classes; 0 is wholly by its own. */
  smoothing: z.number().nonnegative(),
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

/** What an interval or a p-value covers: the choice of test cells alone, or what another training would change as well. */
export const coverageSchema = z.enum(['cells', 'trainings-and-cells']);

/** One score over the trainings of a model. */
const score = z.strictObject({
  mean: z.number(),
  minimum: z.number(),
  maximum: z.number(),
  /** The standard deviation over the trainings (n - 1 in the denominator); null if there is one alone. */
  deviation: z.number().nonnegative().nullable(),
  /** 95 % confidence interval of the mean; null if there is none to give, absent if none was asked for. */
  interval: interval.nullable().exactOptional(),
  /** Why there is no interval, in words. */
  reason: text.exactOptional(),
});

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
  /** `complete` if every training ended by itself; `failed` if the numbers of one did not stay finite. */
  status: endSchema,
  /** Why it failed; absent unless it did. */
  failure: text.exactOptional(),
  recipe,
  /** Every training: one, or one for each repeat and fold. */
  trainings: z.array(trainingSchema).min(1),
  /** Every score on the test split over the trainings that were measured, by name; null if none was. */
  scores: z.object({ macroF1: score }).catchall(score).nullable(),
  /** What the intervals of `scores` cover. */
  covers: coverageSchema,
  /** Absent for one label per sample, and if the model was not measured. */
  thresholds: thresholds.exactOptional(),
  /**
   * Of one training, its evaluation. Of several, that of the ensemble: the probabilities of the repeats are averaged, and the folds are
   * put together, so that each sample is scored by networks that did not train on it. Null if nothing was measured.
   */
  validation: evaluation.nullable(),
  /** The same on the test split. */
  test: evaluation.nullable(),
});

export type ModelReport = Immutable<z.infer<typeof modelSchema>>;
