import { argmax } from '../data/argmax.js';
import type { BootstrapOptions } from '../intervals/bootstrap.js';
import { percentileInterval } from '../intervals/percentile-interval.js';
import { resample } from '../intervals/resample.js';
import { resamplingUnits } from '../intervals/resampling-units.js';
import { countConfusion } from '../single-label/count-confusion.js';
import type { ConfusionMatrix } from '../single-label/types.js';
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
 * McNemar's exact test of equal accuracy assumes independent samples. If they come in groups, such as the cells of
 * one image, its p-value is too small; rely on the bootstrap with `groups` instead.
 *
 * @throws RangeError if there are no samples, a label is not a class index, a row does not hold probabilities of the
 * same classes as all others, an option is outside the range given by {@link BootstrapOptions}, or a metric is not
 * finite on a resample.
 *
 * @example
 * import { accuracyFromConfusion, comparePaired } from '@hpa/metrics';
 * const data = { labels: [0, 0], a: [[0.9, 0.1], [0.8, 0.2]], b: [[0.2, 0.8], [0.4, 0.6]] };
 * const { differences } = comparePaired(data, { metrics: { accuracy: accuracyFromConfusion }, seed: 1 });
 * differences.accuracy.interval; // [1, 1]
 */
export function comparePaired<Name extends string>(
  data: {
    /** The true class of each sample: an integer in [0, classes); null, a sample without a label, is refused. */
    readonly labels: readonly (number | null)[];
    /** The class probabilities given by the first model, one row per sample. */
    readonly a: readonly (readonly number[])[];
    /** The class probabilities given by the second model, for the same samples in the same order. */
    readonly b: readonly (readonly number[])[];
  },
  {
    metrics,
    seed,
    resamples = 1000,
    level = 0.95,
    groups,
  }: BootstrapOptions & {
    /** The metrics by name, each a function of a confusion matrix. */
    readonly metrics: Readonly<Record<Name, (confusion: ConfusionMatrix) => number>>;
  },
): {
  readonly differences: Readonly<
    Record<
      Name,
      {
        /** The metric of the first model. */
        readonly a: number;
        /** The metric of the second model. */
        readonly b: number;
        /** a - b: positive if the first model has the higher metric. */
        readonly difference: number;
        /** Percentile bootstrap interval of the difference; null if there is only one sample or group. */
        readonly interval: readonly [low: number, high: number] | null;
        /** Two-sided bootstrap p-value of no difference, in (0, 1]; null if there is only one sample or group. */
        readonly pValue: number | null;
      }
    >
  >;
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
  const { labels, a, b, classCount } = requirePaired(data);
  const units = resamplingUnits({ sampleCount: labels.length, groups });
  const predictions = { a: a.map(argmax), b: b.map(argmax) };
  const countBoth = (samples: readonly number[]) => ({
    a: countConfusion({ labels, predictions: predictions.a }, { classCount, samples }),
    b: countConfusion({ labels, predictions: predictions.b }, { classCount, samples }),
  });
  const whole = countBoth([...labels.keys()]);
  const drawn = Array.from(resample(units, { seed, resamples }), countBoth);
  const compare = (metric: (confusion: ConfusionMatrix) => number) => {
    const measured = { a: metric(whole.a), b: metric(whole.b) };
    const replicates = drawn.map((confusion) => metric(confusion.a) - metric(confusion.b));
    const interval = percentileInterval(replicates, { level });
    return {
      ...measured,
      difference: measured.a - measured.b,
      interval: units.length < 2 ? null : interval,
      pValue: units.length < 2 ? null : bootstrapPValue(replicates),
    };
  };
  const differences = Object.entries<(confusion: ConfusionMatrix) => number>(metrics).map(
    ([name, metric]) => [name, compare(metric)] as const,
  );
  return {
    differences: Object.fromEntries(differences) as Record<Name, ReturnType<typeof compare>>,
    mcnemar: mcnemar({ labels, a, b }),
  };
}

function bootstrapPValue(replicates: readonly number[]): number {
  const below = replicates.filter((difference) => difference <= 0).length;
  const above = replicates.filter((difference) => difference >= 0).length;
  return Math.min(1, (2 * (1 + Math.min(below, above))) / (replicates.length + 1));
}
