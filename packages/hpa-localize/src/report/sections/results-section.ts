import { measuredModels } from '../schema/measured-models.js';
import type { Interval, ModelReport, Report } from '../schema/report-schema.js';
import { formatDifference, formatInterval, formatPValue, formatScore } from '../words/format.js';
import { formatValue, SCORES, type Score, scoreOf } from '../words/scores.js';
import type { Block, Section, Table } from './section.js';

/** Every model and baseline on the test split: a plot, a table, and what the baselines do. */
export function resultsSection(report: Report): Section {
  const { models, baselines } = report;
  if (models.length + baselines.length === 0) {
    return { title: 'Results', blocks: [] };
  }
  return {
    title: 'Results',
    blocks: [
      { kind: 'plots', plots: [{ kind: 'macro-f1', report }] },
      { kind: 'table', table: resultsTable(report) },
      ...describeBaselines(baselines),
      ...aboveBaselines(report),
    ],
  };
}

function describeBaselines(baselines: Report['baselines']): Block[] {
  if (baselines.length === 0) {
    return [];
  }
  const entries = baselines.map(({ name, description }) => ({ term: name, meaning: description }));
  return [{ kind: 'terms', entries }];
}

/** How far each model is above each baseline, where the report has the paired differences. */
function aboveBaselines({ models, baselines }: Report): Block[] {
  const titles = new Map(models.map(({ name, title }) => [name, title]));
  const rows = baselines.flatMap(({ name, differences = [] }) =>
    differences.map(({ model, difference, interval, pValue }) => [
      `${titles.get(model) ?? model} − ${name}`,
      formatDifference(difference),
      formatInterval(interval),
      formatPValue(pValue ?? null),
    ]),
  );
  if (rows.length === 0) {
    return [];
  }
  const table = {
    caption: 'Macro F1 of the models minus that of the baselines, on the same test cells',
    columns: [
      { label: 'Pair' },
      { label: 'Difference', numeric: true },
      { label: '95 % interval', numeric: true },
      { label: 'p', numeric: true },
    ],
    rows,
  };
  return [{ kind: 'table', table }];
}

function resultsTable(report: Report): Table {
  const measured = measuredModels(report);
  const scores = SCORES[report.dataset.task];
  const unmeasured = report.models.filter(({ test }) => test === null);
  return {
    caption: 'Scores on the test split, with 95 % intervals. The baselines come last.',
    columns: [
      { label: 'Model' },
      ...scores.map(({ label }) => ({ label, numeric: true })),
      { label: 'Macro F1 in validation', numeric: true },
    ],
    rows: [
      ...[...measured, ...unmeasured].map((model) => modelRow(model, { scores })),
      ...report.baselines.map((baseline) => baselineRow(baseline, { scores })),
    ],
  };
}

interface Columns {
  readonly scores: readonly Score[];
}

/** More columns than this need the intervals on lines of their own. */
const WIDE_COLUMNS = 5;

function modelRow({ title, status, test, validation }: ModelReport, { scores }: Columns): string[] {
  const intervals: Readonly<Partial<Record<string, Interval | null>>> = test?.intervals ?? {};
  const gap = scores.length > WIDE_COLUMNS ? '\n' : ' ';
  return [
    status === 'complete' ? title : `${title} (${status})`,
    ...scores.map((score) => {
      const value = formatValue(score, test && scoreOf(test, score));
      const interval = intervals[score.key];
      return interval ? `${value}${gap}${formatInterval(interval)}` : value;
    }),
    formatScore(validation?.macroF1 ?? null),
  ];
}

function baselineRow({ name, test }: Report['baselines'][number], { scores }: Columns): string[] {
  const values: Readonly<Partial<Record<string, number>>> = { ...test, exactMatch: test.accuracy };
  return [
    name,
    ...scores.map((score) => (score.key in values ? formatValue(score, values[score.key]) : '')),
    '',
  ];
}
