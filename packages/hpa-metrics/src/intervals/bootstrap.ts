import { argmax } from '../data/argmax.js';
import { countConfusion } from '../single-label/count-confusion.js';
import { requireClassification } from '../single-label/require-classification.js';
import type { ConfusionMatrix, LabelledScores } from '../single-label/types.js';
import { percentileInterval } from './percentile-interval.js';
import { resample } from './resample.js';
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
 * Efron and Tibshirani 1993, chapter 13; Davison and Hinkley 1997, section 3.8). Each metric is computed from the
 * confusion matrix of each resample.
 *
 * @returns For each metric the closed interval, lower end first; null if there is only one sample or group, from
 * which no variation can be estimated.
 * @throws RangeError if there are no samples, labels or scores are not as {@link LabelledScores} requires, an
 * option is outside the range given by {@link BootstrapOptions}, or a metric is not finite on a resample.
 *
 * @example
 * import { accuracyFromConfusion, bootstrap } from '@hpa/metrics';
 * const data = { labels: [0, 1], scores: [[0.9, 0.1], [0.6, 0.4]] };
 * bootstrap(data, { metrics: { accuracy: accuracyFromConfusion }, seed: 1 }); // { "accuracy": [0, 1] }
 */
export function bootstrap<Name extends string>(
  data: LabelledScores,
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
): Record<Name, readonly [low: number, high: number] | null> {
  const { labels, scores, classCount } = requireClassification(data);
  const units = resamplingUnits({ sampleCount: labels.length, groups });
  const predictions = scores.map(argmax);
  const confusions = Array.from(resample(units, { seed, resamples }), (samples) =>
    countConfusion({ labels, predictions }, { classCount, samples }),
  );
  const intervals = Object.entries<(confusion: ConfusionMatrix) => number>(metrics).map(([name, metric]) => {
    const replicates = confusions.map((confusion) => metric(confusion));
    const interval = percentileInterval(replicates, { level });
    return [name, units.length < 2 ? null : interval] as const;
  });
  return Object.fromEntries(intervals) as Record<Name, readonly [low: number, high: number] | null>;
}
