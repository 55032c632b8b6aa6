import type { CheckedData, ClassificationData } from '../data/types.js';
import { leaveOut } from './leave-out.js';
import type { Metric } from './metric.js';

/** A metric of all samples, and what each unit contributes to it. */
export interface Influences {
  /** Of all samples; null if undefined. */
  readonly value: number | null;
  /** By how much leaving out each unit lowers the metric; null if the metric is undefined with or without some unit. */
  readonly ofUnits: Float64Array | null;
}

/**
 * Measures metrics of all samples and without each unit.
 *
 * @returns In the order of the metrics.
 * @throws RangeError if a metric is neither finite nor null.
 */
export function influencesOf(
  { data, checked }: { readonly data: ClassificationData; readonly checked: CheckedData },
  {
    metrics,
    units,
  }: {
    readonly metrics: readonly (readonly [name: string, metric: Metric])[];
    readonly units: readonly (readonly number[])[];
  },
): Influences[] {
  const measured = metrics.map(([name, metric]) => {
    const value = requireFinite(metric(data), { name });
    return { name, metric, value, ofUnits: new Float64Array(units.length), undefinedOnce: value === null };
  });
  const without = leaveOut(data, { checked, units });
  // Without the only unit nothing is left to measure.
  for (let unit = 0; unit < units.length && units.length > 1; unit++) {
    const rest = without(unit);
    for (const one of measured) {
      const value = one.undefinedOnce ? null : requireFinite(one.metric(rest), one);
      one.undefinedOnce = value === null;
      one.ofUnits[unit] = one.value! - value!;
    }
  }
  return measured.map(({ value, ofUnits, undefinedOnce }) => ({
    value,
    ofUnits: undefinedOnce ? null : ofUnits,
  }));
}

function requireFinite(value: number | null, { name }: { readonly name: string }): number | null {
  if (value !== null && !Number.isFinite(value)) {
    throw new RangeError(`metrics.${name} must return a finite number or null; received ${value}`);
  }
  return value;
}
