import type { ModelReport } from '../../report/schema/report-schema.js';

/** How many colors the stylesheet defines, from `--series-1` on. */
const COLORS = 8;

/** Returns the color of each model by its title, the same in every plot: a variable that the stylesheet defines. */
export function modelColors(models: readonly ModelReport[]): ReadonlyMap<string, string> {
  return new Map(models.map(({ title }, index) => [title, `var(--series-${(index % COLORS) + 1})`]));
}
