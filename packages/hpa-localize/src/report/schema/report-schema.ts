import { z } from 'zod';
import { datasetSchema } from './dataset-schema.js';
import { disagreements } from './disagreements.js';
import { evaluationSchema as evaluation } from './evaluation-schema.js';
import { coverageSchema, modelSchema, type settingSchema } from './model-schema.js';
import { count, type Immutable, interval, share, text } from './shared-fields.js';

const status = z.enum(['complete', 'interrupted']);

/** The engine that ran the training. */
const backend = z.strictObject({
  name: text,
  /** The processor or graphics card, in words. */
  device: text,
  /** Null if the engine does not say. */
  threads: z.int().positive().nullable(),
  /** Of wasm: whether it multiplies and adds in one instruction; absent in older reports. */
  fusedMultiplyAdd: z.boolean().exactOptional(),
  version: text.exactOptional(),
  /** Engines that were not used, and why. */
  passedOver: z.array(z.strictObject({ name: text, reason: text })),
});

/** A predictor that sees no image, or only its channel statistics: what a model has to beat. */
const baseline = z.strictObject({
  name: text,
  /** What it does, in one line. */
  description: text,
  /** Of several labels, the accuracy is the share of exact matches. */
  test: z.strictObject({ accuracy: share, macroF1: share }),
  /** The macro F1 of each complete model minus that of the baseline, on the same test cells; absent in older reports. */
  differences: z
    .array(
      z.strictObject({
        /** The name of the model. */
        model: text,
        difference: z.number(),
        /** 95 % confidence interval of the difference; null if there is none to give. */
        interval: interval.nullable(),
        /** Two-sided; null if there is none to give, absent in older reports. */
        pValue: share.nullable().exactOptional(),
        /** Why there is no interval or p-value, in words. */
        reason: text.exactOptional(),
      }),
    )
    .exactOptional(),
});

/** Two models, by name, on the same test samples. */
const comparison = z.strictObject({
  a: text,
  b: text,
  /** Of several labels, the accuracy is the share of exact matches. */
  metric: z.enum(['accuracy', 'macroF1']),
  /** The metric of `a` minus that of `b`. */
  difference: z.number(),
  /** 95 % confidence interval of the difference; null if there is none to give. */
  interval: interval.nullable(),
  /** Two-sided; null if there is none to give. */
  pValue: share.nullable(),
  /** After Holm's correction for the number of comparisons; null if `pValue` is. */
  adjustedPValue: share.nullable(),
  /** The statistical test in words, such as "t on the jackknife over groups". */
  test: text,
  /** What interval and p-value cover. */
  covers: coverageSchema,
  /** Why there is no interval or p-value, in words. */
  reason: text.exactOptional(),
});

/** All models as one: the averages of the probabilities of every training of theirs. */
const ensemble = z.strictObject({
  /** The names of the models. */
  models: z.array(text).min(2),
  test: evaluation,
});

/** The test cells of one field or group together: what the mean of their probabilities answers. */
const aggregate = z.strictObject({
  /** The name of the model. */
  model: text,
  /** What cells have in common. */
  by: z.enum(['field', 'group']),
  /** How many fields or groups there are whose cells are all of the same locations. */
  count: z.int().positive(),
  /** How many others are left out. */
  mixed: count,
  /** Their cells, each for itself. Of several labels, the accuracy is the share of exact matches. */
  cells: z.strictObject({ count: z.int().positive(), accuracy: share, macroF1: share }),
  /** The fields or groups, each with the answer of its mean probabilities. */
  together: z.strictObject({ accuracy: share, macroF1: share }),
  /** How much the cells of a field or group agree with its answer, in the mean over them. */
  agreement: share,
});

/** What `report.json` holds, and all that the pages beside it are made from. */
export const reportSchema = z
  .strictObject({
    schemaVersion: z.literal(4),
    /** ISO 8601, in UTC. */
    createdAt: z.iso.datetime(),
    /** The command line that made the run. */
    command: text,
    /** `complete` if the run ended by itself; `interrupted` if it holds only what was finished. */
    status,
    /** Whether a generator drew the cells; then the scores say nothing about real cells. */
    synthetic: z.boolean(),
    /** `honest` splits do not leak; `notebook` repeats the published study, which drew images with replacement first. */
    protocol: z.enum(['honest', 'notebook']),
    seed: count,
    /** Plain sentences that a reader must know. */
    notes: z.array(text),
    dataset: datasetSchema,
    backend,
    baselines: z.array(baseline),
    models: z.array(modelSchema),
    /** Absent if fewer than two models are complete, and in older reports. */
    ensemble: ensemble.exactOptional(),
    comparisons: z.array(comparison),
    /** By model; absent if no test cells have a field or group in common, and in older reports. */
    aggregates: z.array(aggregate).min(1).exactOptional(),
  })
  .superRefine((report, context) => {
    for (const { path, message } of disagreements(report)) {
      context.addIssue({ code: 'custom', path: [...path], message });
    }
  });

/**
 * A comparison of models, as `report.json` holds it: how the run was made, the data, and the scores of every model.
 *
 * @interface
 */
export type Report = Immutable<z.infer<typeof reportSchema>>;
export type Dataset = Report['dataset'];
export type ModelReport = Report['models'][number];
export type Training = ModelReport['trainings'][number];
export type Aggregate = NonNullable<Report['aggregates']>[number];
export type Comparison = Report['comparisons'][number];
export type Evaluation = NonNullable<ModelReport['test']>;
export type SingleLabelEvaluation = Extract<Evaluation, { readonly task: 'single-label' }>;
export type MultiLabelEvaluation = Extract<Evaluation, { readonly task: 'multi-label' }>;
export type Interval = Immutable<z.infer<typeof interval>>;
export type Setting = Immutable<z.infer<typeof settingSchema>>;
