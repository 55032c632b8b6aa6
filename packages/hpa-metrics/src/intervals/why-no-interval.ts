import type { Influences } from './influences.js';
import { averagesClasses, type Metric } from './metric.js';
import type { Units } from './prepare-units.js';

/** Why no variance can be estimated, in words; undefined if one can. */
export function whyNoVariance(
  models: readonly Influences[],
  { units }: { readonly units: Units },
): string | undefined {
  if (models.some(({ value }) => value === null)) {
    return 'the metric is undefined';
  }
  if (units.samples.length < 2) {
    return `there is only one ${units.name}`;
  }
  if (models.some(({ ofUnits }) => ofUnits === null)) {
    return `the metric is undefined without one of the ${units.name}s`;
  }
  return undefined;
}

/** Why an interval would not cover what it claims to, in words; undefined if it would. */
export function whyNoInterval(metric: Metric, { units }: { readonly units: Units }): string | undefined {
  return averagesClasses(metric) ? units.rareClasses : undefined;
}
