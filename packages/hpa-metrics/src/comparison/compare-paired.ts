import { percentileInterval } from '../intervals/percentile-interval.js';
import { resample } from '../intervals/resample.js';
import { resamplingUnits } from '../intervals/resampling-units.js';
import { mapRecord } from '../map-record.js';
import { argmax } from '../single-label/argmax.js';
import { countConfusion } from '../single-label/count-confusion.js';
import type { BootstrapOptions, ConfusionMetric, Interval, PairedData } from '../types.js';
import { type McnemarResult, mcnemar } from './mcnemar.js';
import { requirePaired } from './require-paired.js';

/** One metric of two models on the same samples. */
export interface PairedDifference {
  /** The metric of the first model. */
  readonly a: number;
  /** The metric of the second model. */
  readonly b: number;
  /** a - b: positive where the first model has more. */
  readonly difference: number;
  /** Percentile bootstrap interval of the difference; null where there is but one sample or group. */
  readonly interval: Interval | null;
  /** Two-sided bootstrap p-value of no difference, in (0, 1]; null where there is but one sample or group. */
  readonly pValue: number | null;
}

/** What {@link comparePaired} returns. */
export interface PairedComparison<Name extends string> {
  readonly differences: Readonly<Record<Name, PairedDifference>>;
  /** McNemar's exact test of equal accuracy, which takes samples as independent. */
  readonly mcnemar: McnemarResult;
}

/**
 * Compares two models on the same samples: differences of metrics, their intervals and p-values, McNemar's test.
 *
 * The bootstrap draws samples, or whole groups where `groups` is given, and evaluates both models on each draw,
 * so what is easy or hard for both cancels out. With d* the differences on R resamples, the p-value is
 * min(1, 2 (1 + min(#{d* <= 0}, #{d* >= 0})) / (R + 1)): the percentile interval inverted, so that p < 0.05
 * where the 95 % interval leaves out 0 (but for one draw at the border), with the 1 that keeps an estimated
 * p-value above 0 (Davison and Hinkley 1997, section 4.2). The smallest is 2 / (R + 1).
 *
 * @throws RangeError on no samples, on labels or scores that are not what {@link PairedData} says, on an option
 * outside the range that {@link BootstrapOptions} gives, or where a metric is not finite on a resample.
 *
 * @example
 * const data = { labels: [0, 0], a: [[0.9, 0.1], [0.8, 0.2]], b: [[0.2, 0.8], [0.4, 0.6]] };
 * const { differences } = comparePaired(data, { metrics: { accuracy: accuracyFromConfusion }, seed: 1 });
 * differences.accuracy.interval; // [1, 1]
 */
export function comparePaired<Name extends string>(
  { labels, a, b }: PairedData,
  {
    metrics,
    seed,
    resamples = 1000,
    level = 0.95,
    groups,
  }: BootstrapOptions & { readonly metrics: Readonly<Record<Name, ConfusionMetric>> },
): PairedComparison<Name> {
  const classCount = requirePaired({ labels, a, b });
  const units = resamplingUnits({ sampleCount: labels.length, groups });
  const [predictionsA, predictionsB] = [a.map(argmax), b.map(argmax)];
  const countBoth = (samples: readonly number[]) => ({
    a: countConfusion({ labels, predictions: predictionsA }, { classCount, samples }),
    b: countConfusion({ labels, predictions: predictionsB }, { classCount, samples }),
  });
  const whole = countBoth([...labels.keys()]);
  const drawn = Array.from(resample(units, { seed, resamples }), countBoth);
  const differences = mapRecord(metrics, (metric) => {
    const [metricA, metricB] = [metric(whole.a), metric(whole.b)];
    const replicates = drawn.map((confusion) => metric(confusion.a) - metric(confusion.b));
    const interval = percentileInterval(replicates, { level });
    return {
      a: metricA,
      b: metricB,
      difference: metricA - metricB,
      interval: units.length < 2 ? null : interval,
      pValue: units.length < 2 ? null : bootstrapPValue(replicates),
    };
  });
  return { differences, mcnemar: mcnemar({ labels, a, b }) };
}

function bootstrapPValue(replicates: readonly number[]): number {
  const below = replicates.filter((difference) => difference <= 0).length;
  const above = replicates.filter((difference) => difference >= 0).length;
  return Math.min(1, (2 * (1 + Math.min(below, above))) / (replicates.length + 1));
}
