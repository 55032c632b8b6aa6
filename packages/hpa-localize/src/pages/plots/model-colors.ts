import type { ModelReport } from '../../report/schema/report-schema.js';

/** How many colours the stylesheet of the page defines, `--series-1` and on. */
const COLORS = 8;

/** The colour of each model by its title, the same in every plot: a variable that the page defines. */
export function modelColors(models: readonly ModelReport[]): ReadonlyMap<string, string> {
  return new Map(models.map(({ title }, index) => [title, `var(--series-${(index % COLORS) + 1})`]));
}
