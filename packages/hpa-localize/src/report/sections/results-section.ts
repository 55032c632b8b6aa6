import { measuredModels } from '../schema/measured-models.js';
import type { Evaluation, Interval, ModelReport, Report } from '../schema/report-schema.js';
import { coverageInWords } from '../words/coverage-in-words.js';
import { formatDifference, formatInterval, formatPValue, formatScore } from '../words/format.js';
import { formatValue, SCORES, type Score, scoreOf } from '../words/scores.js';
import { allModelsTitle, ensembleInWords } from '../words/trainings-in-words.js';
import { reasonsBlock } from './reasons-block.js';
import type { Block, Section, Table } from './section.js';
import { trainingsTable } from './trainings-table.js';

/** Every model and baseline on the test split: a plot, a table, what its intervals cover, and what the baselines do. */
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
      ...coverageInWords(report).map((text) => ({ kind: 'paragraph', text }) as const),
      ...withoutInterval(report),
      ...trainingsTable(report),
      ...describeBaselines(baselines),
      ...aboveBaselines(report),
    ],
  };
}

/** Why a score has no interval. */
function withoutInterval(report: Report): Block[] {
  const labels = new Map(SCORES[report.dataset.task].map(({ key, label }) => [key, label]));
  return reasonsBlock(
    report.models.flatMap(({ title, scores }) =>
      Object.entries(scores ?? {}).map(([key, { reason }]) => ({
        what: `${labels.get(key) ?? key} of ${title}`,
        reason,
      })),
    ),
  );
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
  const compared = baselines.flatMap(({ name, differences = [] }) =>
    differences.map((difference) => ({
      ...difference,
      pair: `${titles.get(difference.model) ?? difference.model} − ${name}`,
    })),
  );
  if (compared.length === 0) {
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
    rows: compared.map(({ pair, difference, interval, pValue }) => [
      pair,
      formatDifference(difference),
      formatInterval(interval),
      formatPValue(pValue ?? null),
    ]),
  };
  return [
    { kind: 'table', table },
    ...reasonsBlock(compared.map(({ pair, reason }) => ({ what: pair, reason }))),
  ];
}

function resultsTable(report: Report): Table {
  const measured = measuredModels(report);
  const unmeasured = report.models.filter(({ status }) => status !== 'complete');
  const repeated = report.models.some(({ trainings }) => trainings.length > 1);
  const scores = SCORES[report.dataset.task];
  const columns = { scores, gap: repeated || scores.length > WIDE_COLUMNS ? '\n' : ' ' };
  const spread = repeated
    ? ' Of several trainings, a model has the mean, and below it the lowest and highest score. An ensemble averages probabilities; its intervals cover the test cells alone.'
    : '';
  return {
    caption: `Scores on the test split, with 95 % intervals.${spread} The baselines come last.`,
    columns: [
      { label: 'Model' },
      ...columns.scores.map(({ label }) => ({ label, numeric: true })),
      { label: 'Macro F1 in validation', numeric: true },
    ],
    rows: [
      ...measured.flatMap((model) => [
        modelRow(model, columns),
        ...(model.trainings.length === 1
          ? []
          : [answersRow(model, { ...columns, title: `↳ ${ensembleInWords(model.trainings)}` })]),
      ]),
      ...unmeasured.map((model) => modelRow(model, columns)),
      ...(report.ensemble
        ? [answersRow(report.ensemble, { ...columns, title: allModelsTitle(report.ensemble) })]
        : []),
      ...report.baselines.map((baseline) => baselineRow(baseline, columns)),
    ],
  };
}

interface Columns {
  readonly scores: readonly Score[];
  /** What stands between a value and its interval. */
  readonly gap: string;
}

/** More columns than this need the intervals on lines of their own. */
const WIDE_COLUMNS = 5;

function modelRow(
  { title, status, trainings, scores: summed, test }: ModelReport,
  columns: Columns,
): string[] {
  const { scores } = columns;
  const one = trainings.length === 1;
  const times = one ? '' : `, mean of ${trainings.length}`;
  const validated = trainings.flatMap(({ validation }) => validation?.macroF1 ?? []);
  const total = validated.reduce((sum, value) => sum + value, 0);
  return [
    `${title}${times}${status === 'complete' ? '' : ` (${status})`}`,
    ...scores.map((score) => {
      const sum = summed?.[score.key];
      if (sum === undefined) {
        return formatValue(score, one ? test && scoreOf(test, score) : null);
      }
      const value = withInterval(formatValue(score, sum.mean), { interval: sum.interval ?? null, columns });
      const { minimum, maximum } = sum;
      return one ? value : `${value}\n${formatValue(score, minimum)} to ${formatValue(score, maximum)}`;
    }),
    formatScore(validated.length === 0 ? null : total / validated.length),
  ];
}

/** The row of an ensemble. */
function answersRow(
  { validation, test }: { readonly validation?: Evaluation | null; readonly test: Evaluation },
  { title, ...columns }: Columns & { readonly title: string },
): string[] {
  const intervals: Readonly<Partial<Record<string, Interval | null>>> = test.intervals;
  return [
    title,
    ...columns.scores.map((score) =>
      withInterval(formatValue(score, scoreOf(test, score)), {
        interval: intervals[score.key] ?? null,
        columns,
      }),
    ),
    validation ? formatScore(validation.macroF1) : '',
  ];
}

function withInterval(
  value: string,
  { interval, columns: { gap } }: { readonly interval: Interval | null; readonly columns: Columns },
): string {
  return interval ? `${value}${gap}${formatInterval(interval)}` : value;
}

function baselineRow(
  { name, test }: Report['baselines'][number],
  { scores }: Pick<Columns, 'scores'>,
): string[] {
  const values: Readonly<Partial<Record<string, number>>> = { ...test, exactMatch: test.accuracy };
  return [
    name,
    ...scores.map((score) => (score.key in values ? formatValue(score, values[score.key]) : '')),
    '',
  ];
}
