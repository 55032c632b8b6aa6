import type { ClassificationData } from '../data/types.js';
import { quantileOfT, twoSidedT } from '../distributions/student-t.js';
import { averageTrainings, type ModelInfluences } from '../intervals/average-trainings.js';
import { influencesOf } from '../intervals/influences.js';
import { isShare, type Metric } from '../intervals/metric.js';
import { type IntervalOptions, prepareUnits, type Units } from '../intervals/prepare-units.js';
import { requireLevel } from '../intervals/require-level.js';
import { type ModelData, requireTrainings, type Scores } from '../intervals/require-trainings.js';
import { twoWayVariance } from '../intervals/two-way-variance.js';
import { whyNoInterval, whyNoVariance } from '../intervals/why-no-interval.js';

/**
 * Compares two models, each given by one or several trainings, on the same samples: differences of metrics with intervals and
 * p-values.
 *
 * Each is the difference of the means over trainings. Its variance over samples is that of the jackknife, which leaves out each
 * sample or, if `groups` is given, each group, for both models at once, so difficulty that they share cancels out; the variances
 * between the trainings of each model are added if there are several. Interval and p-value are those of one t statistic: p is below
 * 1 - level if, and only if, the interval excludes 0. In simulations two equal models differ with p < .05 in at most 6 % of
 * draws, with groups or without, with one training or several (test/simulations.slow.test.ts). With one training each, of
 * accuracy and without groups, this is close to McNemar's test.
 *
 * A metric is a function of this package, such as `macroF1`, or any function of data, as in {@link confidenceIntervals}. A model
 * given by one training beside one of several is taken as it is, such as a rule that needs no training.
 *
 * @typeParam Metrics - The metrics by name: the result has the same names.
 * @throws RangeError if there are no samples or no trainings, labels or the scores of a training are not as
 * {@link ClassificationData} requires, trainings differ in their number of classes, an option is out of
 * its range, or a metric is neither finite nor null.
 *
 * @example
 * import { accuracy, compareTrainings } from '@hpa/metrics';
 * const right = [[0.9, 0.1], [0.8, 0.2], [0.7, 0.3]];
 * const wrong = [[0.2, 0.8], [0.4, 0.6], [0.6, 0.4]];
 * const data = { labels: [0, 0, 0], a: [right], b: [wrong] };
 * const { differences, covers } = compareTrainings(data, { metrics: { accuracy }, seed: 1 });
 * differences.accuracy.difference; // 0.6666666666666667
 * covers; // "cells"
 */
export function compareTrainings<Metrics extends Readonly<Record<string, Metric>>>(
  data:
    | {
        /** One class per sample; also if absent. */
        readonly task?: 'single-label' | undefined;
        /** The true class of each sample: an integer in [0, classes); null, a sample without a label, is refused. */
        readonly labels: readonly (number | null)[];
        /** The class probabilities given by each training of the first model, one row per sample. */
        readonly a: readonly Scores[];
        /** Those of each training of the second model, for the same samples in the same order. */
        readonly b: readonly Scores[];
        readonly indicators?: undefined;
        readonly thresholds?: undefined;
      }
    | {
        /** Any number of classes per sample. */
        readonly task: 'multi-label';
        /** The true classes of each sample; absent if there are `indicators`. */
        readonly labels?: readonly (readonly number[])[] | undefined;
        /** In place of labels: one row per sample that says for each class whether the sample belongs to it. */
        readonly indicators?: readonly (readonly (number | boolean)[])[] | undefined;
        /** One score per class, each in [0, 1] by itself, given by each training of the first model, one row per sample. */
        readonly a: readonly Scores[];
        /** Those of each training of the second model, for the same samples in the same order. */
        readonly b: readonly Scores[];
        /** The thresholds of each training of each model, one per class; 0.5 by default. */
        readonly thresholds?:
          | {
              readonly a?: readonly (readonly number[])[] | undefined;
              readonly b?: readonly (readonly number[])[] | undefined;
            }
          | undefined;
      },
  {
    metrics,
    level = 0.95,
    ...options
  }: IntervalOptions & {
    /** The metrics by name, each a function of the data of one training. */
    readonly metrics: Metrics;
  },
): {
  readonly differences: {
    readonly [Name in keyof Metrics]: {
      /** The metric of the first model, the mean over its trainings. */
      readonly a: ReturnType<Metrics[Name]>;
      /** The metric of the second model, the mean over its trainings. */
      readonly b: ReturnType<Metrics[Name]>;
      /** a - b: positive if the first model has the higher metric; null if either is null. */
      readonly difference: null extends ReturnType<Metrics[Name]> ? number | null : number;
      /** Confidence interval of the difference, lower end first; null if `reason` says why there is none. */
      readonly interval: readonly [low: number, high: number] | null;
      /** Two-sided p-value of no difference, in [0, 1]; null if `reason` says why there is none. */
      readonly pValue: number | null;
      /** Why there is no interval or no p-value, in words; absent if there are both. */
      readonly reason?: string;
    };
  };
  /** What intervals and p-values cover: other cells only, or other trainings of the models too. */
  readonly covers: 'cells' | 'trainings-and-cells';
} {
  requireLevel(level);
  const trainings = { a: trainingsOf(data, 'a'), b: trainingsOf(data, 'b') };
  const [{ checked }] = trainings.a;
  const classCounts = { a: checked.classCount, b: trainings.b[0].checked.classCount };
  if (classCounts.a !== classCounts.b) {
    throw new RangeError(
      `a and b must score the same classes; received ${classCounts.a} classes in a and ${classCounts.b} in b`,
    );
  }
  const units = prepareUnits(checked, options);
  const named = Object.entries<Metric>(metrics);
  const measured = (name: 'a' | 'b') => {
    const influences = trainings[name].map((one) =>
      influencesOf(one, { metrics: named, units: units.samples }),
    );
    return named.map((_, index) =>
      averageTrainings(
        influences.map((one) => one[index]!),
        units,
      ),
    );
  };
  const models = { a: measured('a'), b: measured('b') };
  const differences = named.map(([name, metric], index) => {
    const [a, b] = [models.a[index]!, models.b[index]!];
    const difference = a.value === null || b.value === null ? null : a.value - b.value;
    const judged = judge({ a, b }, { metric, units, level });
    return [name, { a: a.value, b: b.value, difference, ...judged }] as const;
  });
  const repeated = trainings.a.length > 1 || trainings.b.length > 1;
  return {
    differences: Object.fromEntries(differences) as ReturnType<
      typeof compareTrainings<Metrics>
    >['differences'],
    covers: repeated ? 'trainings-and-cells' : 'cells',
  };
}

function trainingsOf(
  { task, labels, indicators, thresholds, ...scores }: Parameters<typeof compareTrainings>[0],
  name: 'a' | 'b',
): ReturnType<typeof requireTrainings> {
  const trainings = scores[name];
  const model = { task, labels, indicators, trainings, thresholds: thresholds?.[name] } as ModelData;
  return requireTrainings(model, { name, thresholdsName: `thresholds.${name}` });
}

function judge(
  { a, b }: { readonly a: ModelInfluences; readonly b: ModelInfluences },
  { metric, units, level }: { readonly metric: Metric; readonly units: Units; readonly level: number },
): {
  readonly interval: readonly [low: number, high: number] | null;
  readonly pValue: number | null;
  readonly reason?: string;
} {
  const undefinedBecause = whyNoVariance([a, b], { units });
  if (undefinedBecause !== undefined) {
    return { interval: null, pValue: null, reason: undefinedBecause };
  }
  const difference = a.value! - b.value!;
  const { variance, degreesOfFreedom } = twoWayVariance([a, b], units)!;
  const noInterval = whyNoInterval(metric, { units });
  if (variance === 0) {
    return difference === 0
      ? withInterval([0, 0], { pValue: 1, noInterval })
      : // Each unit favors the same model, which for one as good as the other happens in two of 2^units cases.
        withInterval([0, 0], {
          pValue: 2 ** (1 - units.samples.length),
          noInterval: `the difference is the same without any one ${units.name}`,
        });
  }
  const error = Math.sqrt(variance);
  const half = quantileOfT(level, { degreesOfFreedom }) * error;
  const bound = isShare(metric) ? 1 : Number.POSITIVE_INFINITY;
  return withInterval([Math.max(-bound, difference - half), Math.min(bound, difference + half)], {
    pValue: twoSidedT(difference / error, { degreesOfFreedom }),
    noInterval,
  });
}

function withInterval(
  interval: readonly [low: number, high: number],
  { pValue, noInterval }: { readonly pValue: number; readonly noInterval: string | undefined },
): ReturnType<typeof judge> {
  return noInterval === undefined ? { interval, pValue } : { interval: null, pValue, reason: noInterval };
}
