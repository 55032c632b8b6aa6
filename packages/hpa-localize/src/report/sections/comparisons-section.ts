import type { Report } from '../schema/report-schema.js';
import { formatDifference, formatInterval, formatPValue } from '../words/format.js';
import { SCORES } from '../words/scores.js';
import type { Section } from './section.js';

/** Each pair of models on the same test cells: difference, interval, p-values and the test. */
export function comparisonsSection({ comparisons, models, dataset }: Report): Section {
  const title = 'Differences between models';
  if (comparisons.length === 0) {
    return { title, blocks: [] };
  }
  const titles = new Map(models.map((model) => [model.name, model.title]));
  const labels = new Map(SCORES[dataset.task].map(({ key, label }) => [key, label]));
  const tests = [...new Set(comparisons.map(({ test }) => test))];
  const oneTest = tests.length === 1;
  const rows = comparisons.map(({ a, b, metric, difference, interval, pValue, adjustedPValue, test }) => [
    `${titles.get(a)} − ${titles.get(b)}`,
    labels.get(metric) ?? labels.get('exactMatch')!,
    formatDifference(difference),
    formatInterval(interval),
    formatPValue(pValue),
    formatPValue(adjustedPValue),
    ...(oneTest ? [] : [test]),
  ]);
  const table = {
    caption: `Differences on the test split. Above zero, the first model is better.${oneTest ? ` Test: ${tests[0]}.` : ''}`,
    columns: [
      { label: 'Pair' },
      { label: 'Metric' },
      { label: 'Difference', numeric: true },
      { label: '95 % interval', numeric: true },
      { label: 'p', numeric: true },
      { label: 'p, corrected', numeric: true },
      ...(oneTest ? [] : [{ label: 'Test' }]),
    ],
    rows,
  };
  return { title, blocks: [{ kind: 'table', table }] };
}
