import { addSample } from '../counts/count-samples.js';
import { type Counts, countsLength } from '../counts/counts.js';
import type { CheckedData } from '../data/types.js';
import type { BootstrapOptions } from '../intervals/bootstrap.js';
import { percentileInterval } from '../intervals/percentile-interval.js';
import { resample } from '../intervals/resample.js';
import { resamplingUnits } from '../intervals/resampling-units.js';

/** The 95 % bootstrap confidence intervals of metrics of counts; null if there is only one sample or group. */
export function countIntervals<Name extends string>(
  data: CheckedData,
  {
    metrics,
    seed,
    resamples = 1000,
    groups,
  }: Omit<BootstrapOptions, 'level'> & {
    readonly metrics: Readonly<Record<Name, (counts: Counts) => number>>;
  },
): Record<Name, readonly [low: number, high: number] | null> {
  const { task, classCount, sampleCount } = data;
  const units = resamplingUnits({ sampleCount, groups });
  const drawn = Array.from(resample(units, { seed, resamples }), (samples): Counts => {
    const values = new Float64Array(countsLength(data));
    for (const sample of samples) {
      addSample(values, { data, sample });
    }
    return { task, classCount, values };
  });
  const intervals = Object.entries<(counts: Counts) => number>(metrics).map(([name, metric]) => {
    const interval = percentileInterval(drawn.map(metric), { level: 0.95 });
    return [name, units.length < 2 ? null : interval] as const;
  });
  return Object.fromEntries(intervals) as Record<Name, readonly [low: number, high: number] | null>;
}
