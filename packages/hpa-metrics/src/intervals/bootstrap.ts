import { mapRecord } from '../map-record.js';
import { argmax } from '../single-label/argmax.js';
import { countConfusion } from '../single-label/count-confusion.js';
import { requireClassification } from '../single-label/require-classification.js';
import type { BootstrapOptions, ClassificationData, ConfusionMetric, Interval } from '../types.js';
import { percentileInterval } from './percentile-interval.js';
import { resample } from './resample.js';
import { resamplingUnits } from './resampling-units.js';

/**
 * Percentile bootstrap intervals of metrics, all from the same resamples.
 *
 * Samples are drawn with replacement, or whole groups of them where `groups` is given (the cluster bootstrap;
 * Efron and Tibshirani 1993, chapter 13; Davison and Hinkley 1997, section 3.8), and each metric is computed
 * from the confusion matrix of each resample. Null where there is but one sample or group, for nothing can be
 * learned of its variation.
 *
 * @throws RangeError on no samples, on labels or scores that are not what {@link ClassificationData} says, on
 * an option outside the range that {@link BootstrapOptions} gives, or where a metric is not finite on a resample.
 *
 * @example
 * const data = { labels: [0, 1], scores: [[0.9, 0.1], [0.6, 0.4]] };
 * bootstrap(data, { metrics: { accuracy: accuracyFromConfusion }, seed: 1 }); // { "accuracy": [0, 1] }
 */
export function bootstrap<Name extends string>(
  { labels, scores }: ClassificationData,
  {
    metrics,
    seed,
    resamples = 1000,
    level = 0.95,
    groups,
  }: BootstrapOptions & { readonly metrics: Readonly<Record<Name, ConfusionMetric>> },
): Record<Name, Interval | null> {
  const classCount = requireClassification({ labels, scores });
  const units = resamplingUnits({ sampleCount: labels.length, groups });
  const predictions = scores.map(argmax);
  const confusions = Array.from(resample(units, { seed, resamples }), (samples) =>
    countConfusion({ labels, predictions }, { classCount, samples }),
  );
  return mapRecord(metrics, (metric) => {
    const replicates = confusions.map((confusion) => metric(confusion));
    const interval = percentileInterval(replicates, { level });
    return units.length < 2 ? null : interval;
  });
}
