import type { ClassificationData } from '../data/types.js';
import type { BootstrapOptions } from '../intervals/bootstrap.js';
import { percentileInterval } from '../intervals/percentile-interval.js';
import { resample } from '../intervals/resample.js';
import { resampler } from '../intervals/resampled-data.js';
import { resamplingUnits } from '../intervals/resampling-units.js';
import { mcnemar } from './mcnemar.js';
import { requirePaired } from './require-paired.js';

/**
 * Compares two models on the same samples: differences of metrics with intervals and p-values, and McNemar's test.
 *
 * The bootstrap draws samples, or whole groups if `groups` is given, and evaluates both models on each resample,
 * so difficulty that both models share cancels out. With d* the differences on R resamples, the p-value is
 * min(1, 2 (1 + min(#{d* <= 0}, #{d* >= 0})) / (R + 1)). It inverts the percentile interval: p < 0.05 if the 95 %
 * interval excludes 0, up to one resample at the border. The added 1 keeps an estimated p-value above 0 (Davison
 * and Hinkley 1997, section 4.2); the smallest possible one is 2 / (R + 1).
 *
 * A metric is a function of this package, such as `macroF1`, or any function of data, as in {@link bootstrap}. If it is
 * null, that is undefined, for either model, the difference is null; if it is on a resample, the interval and the p-value
 * are.
 *
 * McNemar's exact test of equal accuracy, which is exact match for several labels, assumes independent samples. If they
 * come in groups, such as the cells of one image, its p-value is too small; rely on the bootstrap with `groups` instead.
 *
 * @typeParam Metrics - The metrics by name: the result has the same names.
 * @throws RangeError if there are no samples, labels or the scores of a model are not as {@link ClassificationData}
 * requires, the models differ in their number of classes, an option is outside the range given by
 * {@link BootstrapOptions}, or a metric is neither finite nor null on a resample.
 *
 * @example
 * import { accuracy, comparePaired } from '@hpa/metrics';
 * const data = { labels: [0, 0], a: [[0.9, 0.1], [0.8, 0.2]], b: [[0.2, 0.8], [0.4, 0.6]] };
 * const { differences } = comparePaired(data, { metrics: { accuracy }, seed: 1 });
 * differences.accuracy.interval; // [1, 1]
 */
export function comparePaired<
  Metrics extends Readonly<Record<string, (data: ClassificationData) => number | null>>,
>(
  data:
    | {
        /** One class per sample; also if absent. */
        readonly task?: 'single-label' | undefined;
        /** The true class of each sample: an integer in [0, classes); null, a sample without a label, is refused. */
        readonly labels: readonly (number | null)[];
        /** The class probabilities given by the first model, one row per sample. */
        readonly a: readonly (readonly number[])[];
        /** The class probabilities given by the second model, for the same samples in the same order. */
        readonly b: readonly (readonly number[])[];
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
        /** One score per class, each in [0, 1] by itself, given by the first model, one row per sample. */
        readonly a: readonly (readonly number[])[];
        /** The scores given by the second model, for the same samples in the same order. */
        readonly b: readonly (readonly number[])[];
        /** The thresholds of each model, one per class; 0.5 by default. */
        readonly thresholds?:
          | { readonly a?: readonly number[] | undefined; readonly b?: readonly number[] | undefined }
          | undefined;
      },
  {
    metrics,
    seed,
    resamples = 1000,
    level = 0.95,
    groups,
  }: BootstrapOptions & {
    /** The metrics by name, each a function of the data of one model. */
    readonly metrics: Metrics;
  },
): {
  readonly differences: {
    readonly [Name in keyof Metrics]: {
      /** The metric of the first model. */
      readonly a: ReturnType<Metrics[Name]>;
      /** The metric of the second model. */
      readonly b: ReturnType<Metrics[Name]>;
      /** a - b: positive if the first model has the higher metric; null if either is null. */
      readonly difference: null extends ReturnType<Metrics[Name]> ? number | null : number;
      /** Percentile bootstrap interval of the difference; null if there is only one sample or group. */
      readonly interval: readonly [low: number, high: number] | null;
      /** Two-sided bootstrap p-value of no difference, in (0, 1]; null if there is only one sample or group. */
      readonly pValue: number | null;
    };
  };
  /** How many samples both, only one or neither of the models classified correctly, and the exact p-value. */
  readonly mcnemar: {
    readonly bothRight: number;
    readonly onlyA: number;
    readonly onlyB: number;
    readonly bothWrong: number;
    /** Two-sided, in (0, 1]. */
    readonly pValue: number;
  };
} {
  const { a, b } = requirePaired(data);
  const units = resamplingUnits({ sampleCount: a.checked.sampleCount, groups });
  const resampleOf = {
    a: resampler(a.data, { checked: a.checked, units }),
    b: resampler(b.data, { checked: b.checked, units }),
  };
  const named = Object.entries<(data: ClassificationData) => number | null>(metrics);
  const replicates = named.map((): (number | null)[] => []);
  for (const drawn of resample(units.length, { seed, resamples })) {
    const resampled = { a: resampleOf.a(drawn), b: resampleOf.b(drawn) };
    for (const [index, [, metric]] of named.entries()) {
      replicates[index]!.push(subtract(metric(resampled.a), metric(resampled.b)));
    }
  }
  const differences = named.map(([name, metric], index) => {
    const measured = { a: metric(a.data), b: metric(b.data) };
    const drawn = percentileInterval(replicates[index]!, { level });
    const interval = units.length < 2 ? null : drawn;
    const pValue = interval === null ? null : bootstrapPValue(replicates[index] as number[]);
    const difference = subtract(measured.a, measured.b);
    return [name, { ...measured, difference, interval, pValue }] as const;
  });
  return {
    differences: Object.fromEntries(differences) as ReturnType<typeof comparePaired<Metrics>>['differences'],
    mcnemar: mcnemar({ a: a.checked, b: b.checked }),
  };
}

function subtract(a: number | null, b: number | null): number | null {
  return a === null || b === null ? null : a - b;
}

function bootstrapPValue(replicates: readonly number[]): number {
  const below = replicates.filter((difference) => difference <= 0).length;
  const above = replicates.filter((difference) => difference >= 0).length;
  return Math.min(1, (2 * (1 + Math.min(below, above))) / (replicates.length + 1));
}
