import { measuredModels } from '../schema/measured-models.js';
import type { ModelReport, Report } from '../schema/report.js';
import { formatEstimate, formatScore } from '../words/format.js';
import type { Block, Section, Table } from './section.js';

/** Every model and baseline on the test split: the plot, the table, and what the baselines do. */
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
    ],
  };
}

function describeBaselines(baselines: Report['baselines']): Block[] {
  if (baselines.length === 0) {
    return [];
  }
  return [
    {
      kind: 'terms',
      entries: baselines.map(({ name, description }) => ({ term: name, meaning: description })),
    },
  ];
}

function resultsTable(report: Report): Table {
  const measured = measuredModels(report);
  const unmeasured = report.models.filter(({ test }) => test === null);
  return {
    caption: 'Scores on the test split, with 95 % intervals; baselines below the models.',
    columns: [
      { label: 'Model' },
      { label: 'Macro F1', numeric: true },
      { label: 'Accuracy', numeric: true },
      { label: 'Balanced accuracy', numeric: true },
      { label: 'MCC', numeric: true },
      { label: 'Macro F1 in validation', numeric: true },
    ],
    rows: [
      ...[...measured, ...unmeasured].map(modelRow),
      ...report.baselines.map(({ name, test }) => [
        name,
        formatScore(test.macroF1),
        formatScore(test.accuracy),
        '',
        '',
        '',
      ]),
    ],
  };
}

function modelRow({ title, status, test, validation }: ModelReport): string[] {
  return [
    status === 'complete' ? title : `${title} (interrupted)`,
    test ? formatEstimate(test.macroF1, test.intervals.macroF1) : formatScore(null),
    test ? formatEstimate(test.accuracy, test.intervals.accuracy) : formatScore(null),
    formatScore(test?.balancedAccuracy ?? null),
    formatScore(test?.mcc ?? null),
    formatScore(validation?.macroF1 ?? null),
  ];
}
