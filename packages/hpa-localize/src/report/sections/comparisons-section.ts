import type { Report } from '../schema/report-schema.js';
import { formatDifference, formatInterval, formatPValue } from '../words/format.js';
import { SCORES } from '../words/scores.js';
import { reasonsBlock } from './reasons-block.js';
import type { Section } from './section.js';

/** Each pair of models on the same test cells: difference, interval, p-values and the test. */
export function comparisonsSection({ comparisons, models, dataset }: Report): Section {
  const title = 'Differences between models';
  if (comparisons.length === 0) {
    return { title, blocks: [] };
  }
  const titles = new Map(models.map((model) => [model.name, model.title]));
  const labels = new Map(SCORES[dataset.task].map(({ key, label }) => [key, label]));
  const labelOf = (metric: string) => labels.get(metric) ?? labels.get('exactMatch')!;
  const pairOf = ({ a, b }: (typeof comparisons)[number]) => `${titles.get(a)} − ${titles.get(b)}`;
  const tests = [...new Set(comparisons.map(({ test }) => test))];
  const oneTest = tests.length === 1;
  const rows = comparisons.map((comparison) => [
    pairOf(comparison),
    labelOf(comparison.metric),
    formatDifference(comparison.difference),
    formatInterval(comparison.interval),
    formatPValue(comparison.pValue),
    formatPValue(comparison.adjustedPValue),
    ...(oneTest ? [] : [comparison.test]),
  ]);
  const covered = comparisons.every(({ covers }) => covers === 'cells')
    ? ' Intervals and p-values cover the choice of test cells alone.'
    : comparisons.every(({ covers }) => covers === 'trainings-and-cells')
      ? ' Intervals and p-values cover trainings and test cells.'
      : '';
  const table = {
    caption: `Differences on the test split. Above zero, the first model is better.${oneTest ? ` Test: ${tests[0]}.` : ''}${covered}`,
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
  const reasons = comparisons.map((comparison) => ({
    what: `${pairOf(comparison)}, ${labelOf(comparison.metric)}`,
    reason: comparison.reason,
  }));
  return { title, blocks: [{ kind: 'table', table }, ...reasonsBlock(reasons)] };
}
