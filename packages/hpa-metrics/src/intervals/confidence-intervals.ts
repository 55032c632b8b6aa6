import type { ClassificationData } from '../data/types.js';
import { quantileOfT } from '../distributions/student-t.js';
import { averageTrainings, type ModelInfluences } from './average-trainings.js';
import { influencesOf } from './influences.js';
import { isShare, type Metric } from './metric.js';
import { type IntervalOptions, prepareUnits, type Units } from './prepare-units.js';
import { requireLevel } from './require-level.js';
import { type ModelData, requireTrainings } from './require-trainings.js';
import { twoWayVariance } from './two-way-variance.js';
import { whyNoInterval, whyNoVariance } from './why-no-interval.js';

/**
 * Confidence intervals of metrics of a model, of one or several trainings, that cover other samples or groups and other trainings.
 *
 * The variance over samples is that of the jackknife, which leaves out each sample or, if `groups` is given, each group; the
 * variance between trainings is added if there are several. Intervals are those of Student's t, for shares such as accuracy and
 * macro F1 on the scale of their log odds, which keeps them within [0, 1]. Simulated coverage of 95 % intervals is 92 to 97 %
 * from 10 groups on (test/simulations.slow.test.ts).
 *
 * A metric is a function of this package, such as `macroF1`, or any function of data without some units, which has the form of the
 * data given. Functions of this package are fast on it, by themselves or within a function: what follows from counts is
 * computed from the counts of the units, and ROC AUC and average precision from one sort of the whole data.
 *
 * @returns For each metric its value, the mean over trainings, and the closed interval, lower end first. The interval is null, and
 * `reason` says why in words, if the metric is undefined with or without some unit, if there is one unit only or leaving out any
 * changes nothing, and, of `macroF1` and `balancedAccuracy`, if a class is held by fewer than three units.
 * @throws RangeError if there are no samples or no trainings, labels or scores are not as {@link ClassificationData} requires, an
 * option is outside its range, or a metric is neither finite nor null.
 *
 * @example
 * import { accuracy, confidenceIntervals } from '@hpa/metrics';
 * const data = { labels: [0, 1, 1], scores: [[0.9, 0.1], [0.6, 0.4], [0.2, 0.8]] };
 * const { value, interval } = confidenceIntervals(data, { metrics: { accuracy }, seed: 1 }).accuracy;
 * value; // 0.6666666666666666
 *
 * @example
 * import { accuracy, confidenceIntervals } from '@hpa/metrics';
 * const trainings = [[[0.9, 0.1], [0.6, 0.4]], [[0.8, 0.2], [0.7, 0.3]]];
 * confidenceIntervals({ labels: [0, 0], trainings }, { metrics: { accuracy }, seed: 1 }).accuracy.interval; // null
 */
export function confidenceIntervals<Name extends string>(
  data: ClassificationData | ModelData,
  {
    metrics,
    level = 0.95,
    ...options
  }: IntervalOptions & {
    /** The metrics by name, each a function of data. */
    readonly metrics: Readonly<Record<Name, (data: ClassificationData) => number | null>>;
  },
): Record<
  Name,
  {
    readonly value: number | null;
    readonly interval: readonly [low: number, high: number] | null;
    readonly reason?: string;
  }
> {
  requireLevel(level);
  const trainings = requireTrainings(data);
  const units = prepareUnits(trainings[0]!.checked, options);
  const named = Object.entries<Metric>(metrics);
  const influences = trainings.map((one) => influencesOf(one, { metrics: named, units: units.samples }));
  const intervals = named.map(([name, metric], index) => {
    const model = averageTrainings(
      influences.map((one) => one[index]!),
      units,
    );
    return [name, { value: model.value, ...intervalOf(model, { metric, units, level }) }] as const;
  });
  return Object.fromEntries(intervals) as ReturnType<typeof confidenceIntervals<Name>>;
}

function intervalOf(
  model: ModelInfluences,
  { metric, units, level }: { readonly metric: Metric; readonly units: Units; readonly level: number },
): { readonly interval: readonly [low: number, high: number] | null; readonly reason?: string } {
  const reason = whyNoVariance([model], { units }) ?? whyNoInterval(metric, { units });
  if (reason !== undefined) {
    return { interval: null, reason };
  }
  const { variance, degreesOfFreedom } = twoWayVariance([model], units)!;
  if (variance === 0) {
    return { interval: null, reason: `it is the same without any one ${units.name}` };
  }
  const value = model.value!;
  const half = quantileOfT(level, { degreesOfFreedom }) * Math.sqrt(variance);
  if (!isShare(metric) || value <= 0 || value >= 1) {
    return { interval: [value - half, value + half] };
  }
  const logOdds = Math.log(value / (1 - value));
  const scaled = half / (value * (1 - value));
  return { interval: [shareOf(logOdds - scaled), shareOf(logOdds + scaled)] };
}

function shareOf(logOdds: number): number {
  return 1 / (1 + Math.exp(-logOdds));
}
