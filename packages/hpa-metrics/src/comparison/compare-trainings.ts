import type { ClassificationData } from '../data/types.js';
import { quantileOfT, twoSidedT } from '../distributions/student-t.js';
import type { BootstrapOptions } from '../intervals/bootstrap.js';
import { resampler } from '../intervals/resampled-data.js';
import { resamplingUnits } from '../intervals/resampling-units.js';
import { requireTrainings, type Training, type TrainingsData } from './require-trainings.js';

/**
 * Compares two models, each given by one or several trainings, on the same samples: differences of metrics with intervals and
 * p-values.
 *
 * @typeParam Metrics - The metrics by name: the result has the same names.
 * @throws RangeError if there are no samples or no trainings, labels or the scores of a training are not as
 * {@link ClassificationData} requires, trainings differ in their number of classes, an option is outside the range given by
 * {@link BootstrapOptions}, or a metric is neither finite nor null.
 *
 * @example
 * import { accuracy, compareTrainings } from '@hpa/metrics';
 * const right = [[0.9, 0.1], [0.8, 0.2]];
 * const wrong = [[0.2, 0.8], [0.4, 0.6]];
 * const { differences, covers } = compareTrainings({ labels: [0, 0], a: [right], b: [wrong] }, { metrics: { accuracy }, seed: 1 });
 * differences.accuracy.difference; // 1
 * covers; // "cells"
 */
export function compareTrainings<
  Metrics extends Readonly<Record<string, (data: ClassificationData) => number | null>>,
>(
  data: TrainingsData,
  {
    metrics,
    level = 0.95,
    groups,
  }: BootstrapOptions & {
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
  const { a, b } = requireTrainings(data);
  const units = resamplingUnits({ sampleCount: a[0]!.checked.sampleCount, groups });
  const named = Object.entries<(data: ClassificationData) => number | null>(metrics);
  const differences = named.map(([name, metric]) => {
    const measured = { a: measure(a, { metric, units }), b: measure(b, { metric, units }) };
    const difference =
      measured.a.mean === null || measured.b.mean === null ? null : measured.a.mean - measured.b.mean;
    const shown = { a: measured.a.mean, b: measured.b.mean, difference };
    if (difference === null) {
      return [name, { ...shown, interval: null, pValue: null, reason: 'the metric is undefined' }] as const;
    }
    if (units.length < 2) {
      return [
        name,
        { ...shown, interval: null, pValue: null, reason: 'there is only one independent unit' },
      ] as const;
    }
    const influences = measured.a.influences.map((value, unit) => value - measured.b.influences[unit]!);
    const ofCells =
      (units.length / (units.length - 1)) * influences.reduce((sum, value) => sum + value * value, 0);
    const ofTrainings = measured.a.variance + measured.b.variance;
    const variance = ofCells + ofTrainings;
    const degreesOfFreedom =
      variance ** 2 /
        (ofCells ** 2 / (units.length - 1) +
          measured.a.variance ** 2 / Math.max(1, a.length - 1) +
          measured.b.variance ** 2 / Math.max(1, b.length - 1)) || 1;
    const error = Math.sqrt(variance);
    const half = quantileOfT(level, { degreesOfFreedom }) * error;
    const pValue = difference === 0 ? 1 : twoSidedT(difference / error, { degreesOfFreedom });
    return [name, { ...shown, interval: [difference - half, difference + half] as const, pValue }] as const;
  });
  return {
    differences: Object.fromEntries(differences) as ReturnType<
      typeof compareTrainings<Metrics>
    >['differences'],
    covers: a.length > 1 || b.length > 1 ? 'trainings-and-cells' : 'cells',
  };
}

/** The mean of a metric over trainings, its variance over them and what each unit contributes. */
function measure(
  trainings: readonly Training[],
  {
    metric,
    units,
  }: {
    readonly metric: (data: ClassificationData) => number | null;
    readonly units: readonly (readonly number[])[];
  },
): { readonly mean: number | null; readonly variance: number; readonly influences: readonly number[] } {
  const influences = new Array<number>(units.length).fill(0);
  const values: number[] = [];
  for (const { data, checked } of trainings) {
    const value = metric(data);
    if (value === null) {
      return { mean: null, variance: 0, influences };
    }
    values.push(value);
    const without = resampler(data, { checked, units });
    for (const unit of units.length > 1 ? units.keys() : []) {
      const left = metric(without(Int32Array.from([...units.keys()].filter((other) => other !== unit))));
      influences[unit] = influences[unit]! + (value - (left ?? value)) / trainings.length;
    }
  }
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const variance = values.length > 1 ? squares / (values.length - 1) / values.length : 0;
  return { mean, variance, influences };
}
