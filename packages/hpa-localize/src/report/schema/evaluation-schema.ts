import type { Evaluation } from '@hpa/metrics';
import { z } from 'zod';
import { classLabel, count, type Immutable, interval, share, text } from './shared-fields.js';

const correlation = z.number().min(-1).max(1);
const loss = z.number().nonnegative();
/** A metric of each class against all others, in the order of the classes; null if undefined. */
const oneVersusRest = z.strictObject({ macro: share.nullable(), perClass: z.array(share.nullable()) });
/** The same, and over all pairs of a sample and a class at once. */
const microAndMacro = oneVersusRest.extend({ micro: share.nullable() });
const averages = z.strictObject({ precision: share, recall: share, f1: share });
/** `[class][class]`, samples. */
const pairs = z.array(z.array(count));
/** Precision, recall and F1 of one class, and how many samples are of it. */
const classScores = classLabel.extend({ precision: share, recall: share, f1: share, support: count });

type EvaluationOf<Task extends Evaluation['task']> = Extract<Evaluation, { readonly task: Task }>;

const singleLabel = z
  .object({
    task: z.literal('single-label'),
    n: count,
    accuracy: share,
    macroF1: share,
    balancedAccuracy: share,
    mcc: correlation,
    logLoss: loss,
    brier: z.number().min(0).max(2),
    ece: share,
    rocAuc: oneVersusRest,
    averagePrecision: oneVersusRest,
    perClass: z.array(classScores),
    /** `confusion[trueClass][predictedClass]`. */
    confusion: pairs,
    /** 95 % confidence intervals; null if `withoutInterval` says why there is none. */
    intervals: z.strictObject({ accuracy: interval.nullable(), macroF1: interval.nullable() }),
    /** Why a metric has no interval, in words; absent if each has one, and in older reports. */
    withoutInterval: z
      .strictObject({ accuracy: text.exactOptional(), macroF1: text.exactOptional() })
      .exactOptional(),
  } satisfies {
    readonly [Field in keyof EvaluationOf<'single-label'>]?: z.ZodType<EvaluationOf<'single-label'>[Field]>;
  })
  .catchall(z.union([z.number(), z.null(), oneVersusRest]));

const multiLabel = z
  .object({
    task: z.literal('multi-label'),
    n: count,
    /** One per class: a sample is predicted there if its score is at least this. */
    thresholds: z.array(z.number()),
    /** The share of samples whose predicted classes are exactly those of the labels. */
    exactMatch: share,
    hammingLoss: share,
    macroF1: share,
    microF1: share,
    weightedF1: share,
    samplesF1: share,
    averages: z.strictObject({ micro: averages, macro: averages, weighted: averages, samples: averages }),
    jaccard: z.strictObject({ macro: share, micro: share, samples: share }),
    mcc: correlation,
    kappa: correlation,
    logLoss: loss,
    brier: share,
    ece: share,
    rocAuc: microAndMacro,
    averagePrecision: microAndMacro,
    perClass: z.array(
      classScores
        .extend({
          predicted: count,
          mcc: correlation,
          kappa: correlation,
          logLoss: loss,
          brier: share,
          ece: share,
        })
        .catchall(z.union([z.number(), z.null()])),
    ),
    /** `confusion[class]`: [[true negatives, false positives], [false negatives, true positives]]. */
    confusion: z.array(z.array(z.array(count).length(2)).length(2)),
    /** Samples whose labels hold both classes; on the diagonal, the support. */
    coOccurrence: pairs,
    /** `mistakenFor[a][b]`: samples in which a was missed and b was predicted wrongly. */
    mistakenFor: pairs,
    /** `missedBeside[a][b]`: samples of both classes in which a was missed; on the diagonal, all in which a was missed. */
    missedBeside: pairs,
    /** 95 % confidence intervals; null if `withoutInterval` says why there is none. */
    intervals: z.strictObject({
      macroF1: interval.nullable(),
      microF1: interval.nullable(),
      exactMatch: interval.nullable(),
    }),
    /** Why a metric has no interval, in words; absent if each has one, and in older reports. */
    withoutInterval: z
      .strictObject({
        macroF1: text.exactOptional(),
        microF1: text.exactOptional(),
        exactMatch: text.exactOptional(),
      })
      .exactOptional(),
  } satisfies {
    readonly [Field in keyof EvaluationOf<'multi-label'>]?: z.ZodType<EvaluationOf<'multi-label'>[Field]>;
  })
  .catchall(z.union([z.number(), z.null(), microAndMacro]));

/**
 * The evaluation of one model on one split, as `evaluate` of @hpa/metrics returns it; its task says which fields it has.
 *
 * The fields listed are those that version 4 promises. A metric that @hpa/metrics adds later passes as a further score,
 * which older reports lack: read such a field as one that may be undefined.
 */
export const evaluationSchema = z.discriminatedUnion('task', [
  singleLabel,
  multiLabel,
]) as unknown as z.ZodType<Evaluation>;

export type MeasuredEvaluation = Immutable<z.infer<typeof evaluationSchema>>;
