import type { Evaluation } from '@hpa/metrics';
import { z } from 'zod';
import { disagreements } from './disagreements.js';

const count = z.int().nonnegative();
const share = z.number().min(0).max(1);
const text = z.string().min(1);
const status = z.enum(['complete', 'interrupted']);
const classLabel = z.strictObject({ id: count, name: text });
/** How many samples each split holds. */
const splitCounts = z.strictObject({ train: count, validation: count, test: count });
/** A closed interval, lower end first. */
const interval = z
  .tuple([z.number(), z.number()])
  .refine(([low, high]) => low <= high, { error: 'the lower end must come first' });
/** The value of one setting of a recipe; null for "none". */
const setting = z.union([
  z.string(),
  z.number(),
  z.boolean(),
  z.null(),
  z.array(z.union([z.string(), z.number()])),
]);
/** A metric of each class against all others, in the order of the classes; null if undefined. */
const oneVersusRest = z.strictObject({ macro: share.nullable(), perClass: z.array(share.nullable()) });

/**
 * The evaluation of one model on one split, as `evaluate` of @hpa/metrics returns it.
 *
 * The fields listed are those that version 2 promises. A metric that @hpa/metrics adds later passes as a further score,
 * which older reports lack: read such a field as one that may be undefined.
 */
const evaluation = z
  .object({
    task: z.literal('single-label'),
    n: count,
    accuracy: share,
    macroF1: share,
    balancedAccuracy: share,
    mcc: z.number().min(-1).max(1),
    logLoss: z.number().nonnegative(),
    brier: z.number().min(0).max(2),
    ece: share,
    rocAuc: oneVersusRest,
    averagePrecision: oneVersusRest,
    perClass: z.array(classLabel.extend({ precision: share, recall: share, f1: share, support: count })),
    /** `confusion[trueClass][predictedClass]`. */
    confusion: z.array(z.array(count)),
    /** 95 % bootstrap confidence intervals; null if there is only one sample or group. */
    intervals: z.strictObject({ accuracy: interval.nullable(), macroF1: interval.nullable() }),
  } satisfies { readonly [Field in keyof Evaluation]?: z.ZodType<Evaluation[Field]> })
  .catchall(z.union([z.number(), z.null(), oneVersusRest])) as unknown as z.ZodType<Evaluation>;

/** The samples, and how they were split. */
const dataset = z.strictObject({
  /** Where the samples come from, in words: a folder, or the synthetic generator. */
  provenance: text,
  /** In the order of every per-class list of the report. */
  classes: z.array(classLabel).min(2),
  counts: splitCounts,
  perClass: z.array(classLabel.extend(splitCounts.shape)),
  /** Whether each group of related samples is kept together in one split. */
  grouped: z.boolean(),
  /** The number of groups; absent if they are unknown. */
  groups: count.exactOptional(),
  /** Height and width of the images that the models saw, in pixels. */
  imageSize: z.int().positive(),
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

/** The engine that ran the training. */
const backend = z.strictObject({
  name: text,
  /** The processor or graphics card, in words. */
  device: text,
  /** Null if the engine does not say. */
  threads: z.int().positive().nullable(),
  version: text.exactOptional(),
  /** Engines that were not used, and why. */
  passedOver: z.array(z.strictObject({ name: text, reason: text })),
});

/** A predictor that sees no image, or only its channel statistics: what a model has to beat. */
const baseline = z.strictObject({
  name: text,
  /** What it does, in one line. */
  description: text,
  test: z.strictObject({ accuracy: share, macroF1: share }),
  /** The macro F1 of each complete model minus that of the baseline, on the same test cells; absent in older reports. */
  differences: z
    .array(
      z.strictObject({
        /** The name of the model. */
        model: text,
        difference: z.number(),
        /** 95 % paired bootstrap interval; null if there is only one sample or group. */
        interval: interval.nullable(),
      }),
    )
    .exactOptional(),
});

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

/** How a model was trained: these settings always, any other by its name. */
const recipe = z
  .object({
    optimizer: text,
    learningRate: z.number().positive(),
    batchSize: z.int().positive(),
    augment: setting,
    classWeights: setting,
  })
  .catchall(setting);

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
  /** Null if training was interrupted or failed before the model was measured. */
  validation: evaluation.nullable(),
  /** Null if training was interrupted or failed before the model was measured. */
  test: evaluation.nullable(),
});

/** Two models, by name, on the same test samples. */
const comparison = z.strictObject({
  a: text,
  b: text,
  metric: z.enum(['accuracy', 'macroF1']),
  /** The metric of `a` minus that of `b`. */
  difference: z.number(),
  /** 95 % confidence interval of the difference; null if there is only one sample or group. */
  interval: interval.nullable(),
  /** Two-sided; null if there is only one sample or group. */
  pValue: share.nullable(),
  /** After Holm's correction for the number of comparisons; null if `pValue` is. */
  adjustedPValue: share.nullable(),
  /** The statistical test in words, such as "paired bootstrap over groups". */
  test: text,
});

/** What `report.json` holds, and all that the pages beside it are made from. */
export const reportSchema = z
  .strictObject({
    schemaVersion: z.literal(2),
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
    dataset,
    backend,
    baselines: z.array(baseline),
    models: z.array(modelSchema),
    comparisons: z.array(comparison),
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
export type Comparison = Report['comparisons'][number];
export type Interval = Immutable<z.infer<typeof interval>>;
export type Setting = Immutable<z.infer<typeof setting>>;

type Immutable<Value> = Value extends object
  ? { readonly [Field in keyof Value]: Immutable<Value[Field]> }
  : Value;
