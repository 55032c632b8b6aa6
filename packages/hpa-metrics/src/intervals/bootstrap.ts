import { requireData } from '../data/require-data.js';
import type { ClassificationData } from '../data/types.js';
import { percentileInterval } from './percentile-interval.js';
import { resample } from './resample.js';
import { resampler } from './resampled-data.js';
import { resamplingUnits } from './resampling-units.js';

/** How a bootstrap resamples, and how wide its intervals are. */
export interface BootstrapOptions {
  /** An integer in [0, 2^32). The same seed draws the same resamples. */
  readonly seed: number;
  /** The number of resamples; 1000 by default. */
  readonly resamples?: number | undefined;
  /** The nominal coverage of the intervals, in (0, 1); 0.95 by default. */
  readonly level?: number | undefined;
  /**
   * The group of each sample, such as the image it was cut from. Whole groups are drawn, because the cells of one
   * image are alike and carry less information than as many independent cells.
   */
  readonly groups?: readonly string[] | undefined;
}

/**
 * Percentile bootstrap confidence intervals of several metrics, all from the same resamples.
 *
 * Samples are drawn with replacement, or whole groups of samples if `groups` is given (the cluster bootstrap;
 * Efron and Tibshirani 1993, chapter 13; Davison and Hinkley 1997, section 3.8). A metric is a function of this package,
 * such as `macroF1`, or any function of the data of a resample, which has the form of the data given. Functions of this
 * package are fast on resamples, by themselves or within a function: what follows from counts is computed from the
 * counts of the samples or groups drawn, and ROC AUC and average precision from one sort of the whole data.
 *
 * @returns For each metric the closed interval, lower end first. It is null if there is only one sample or group, from
 * which no variation can be estimated, or if the metric is null, that is undefined, on any resample.
 * @throws RangeError if there are no samples, labels or scores are not as {@link ClassificationData} requires, an
 * option is outside the range given by {@link BootstrapOptions}, or a metric is neither finite nor null on a resample.
 *
 * @example
 * import { accuracy, bootstrap } from '@hpa/metrics';
 * const data = { labels: [0, 1], scores: [[0.9, 0.1], [0.6, 0.4]] };
 * bootstrap(data, { metrics: { accuracy }, seed: 1 }); // { "accuracy": [0, 1] }
 *
 * @example
 * import { bootstrap, rocAuc } from '@hpa/metrics';
 * const data = { task: 'multi-label', labels: [[0], [], [0]], scores: [[0.9], [0.6], [0.4]] };
 * // Some resamples hold one kind of label only.
 * bootstrap(data, { metrics: { rocAuc: (resample) => rocAuc(resample).macro }, seed: 1 }); // { "rocAuc": null }
 */
export function bootstrap<Name extends string>(
  data: ClassificationData,
  {
    metrics,
    seed,
    resamples = 1000,
    level = 0.95,
    groups,
  }: BootstrapOptions & {
    /** The metrics by name, each a function of data. */
    readonly metrics: Readonly<Record<Name, (data: ClassificationData) => number | null>>;
  },
): Record<Name, readonly [low: number, high: number] | null> {
  const checked = requireData(data);
  const units = resamplingUnits({ sampleCount: checked.sampleCount, groups });
  const resampleOf = resampler(data, { checked, units });
  const named = Object.entries<(data: ClassificationData) => number | null>(metrics);
  const replicates = named.map((): (number | null)[] => []);
  for (const drawn of resample(units.length, { seed, resamples })) {
    const resampled = resampleOf(drawn);
    for (const [index, [, metric]] of named.entries()) {
      replicates[index]!.push(metric(resampled));
    }
  }
  const intervals = named.map(([name], index) => {
    const interval = percentileInterval(replicates[index]!, { level });
    return [name, units.length < 2 ? null : interval] as const;
  });
  return Object.fromEntries(intervals) as Record<Name, readonly [low: number, high: number] | null>;
}
