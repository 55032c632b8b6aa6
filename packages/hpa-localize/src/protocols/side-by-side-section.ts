import type { Block, Section, Table } from '../report/sections/section.js';
import { formatDifference, formatInterval, formatPValue, formatScore } from '../report/words/format.js';
import type { Estimate, Gap, ProtocolsReport } from './protocols-schema.js';

const METRICS = { accuracy: 'Accuracy', macroF1: 'Macro F1' } as const;
type Metric = keyof typeof METRICS;

/** The scores of every model under both protocols, and what the notebook's adds. */
export function sideBySideSection(report: ProtocolsReport): Section {
  const title = 'Both protocols side by side';
  if (report.models.length === 0) {
    return { title, blocks: [] };
  }
  return {
    title,
    blocks: [
      {
        kind: 'paragraph',
        text: 'The same cells, recipes and seed twice; only the split differs. Each protocol has test cells of its own.',
      },
      { kind: 'table', table: metricTable('accuracy', report) },
      ...withoutInterval(reasonsOf('accuracy', report)),
      { kind: 'table', table: metricTable('macroF1', report) },
      ...withoutInterval(reasonsOf('macroF1', report)),
    ],
  };
}

function metricTable(metric: Metric, { models, notebook, honest }: ProtocolsReport): Table {
  const baselines = new Map(honest.baselines.map((baseline) => [baseline.name, baseline]));
  return {
    caption: `${METRICS[metric]} on the test split of each protocol, with 95 % intervals. Above zero, the notebook’s split makes a model look better. The baselines come last.`,
    wordy: true,
    columns: [
      { label: 'Model' },
      { label: 'Notebook', numeric: true },
      { label: 'Honest', numeric: true },
      { label: 'Notebook − honest', numeric: true },
      { label: 'p', numeric: true },
    ],
    rows: [
      ...models.map(({ title, notebook: a, honest: b, difference }) => [
        title,
        estimateOf(a?.test[metric]),
        estimateOf(b?.test[metric]),
        differenceOf(difference?.[metric]),
        formatPValue(difference?.[metric].pValue ?? null),
      ]),
      ...notebook.baselines.map((baseline) => {
        const other = baselines.get(baseline.name);
        return [
          baseline.name,
          formatScore(baseline[metric]),
          formatScore(other?.[metric] ?? null),
          other === undefined ? '' : formatDifference(baseline[metric] - other[metric]),
          '',
        ];
      }),
    ],
  };
}

/** Why scores of models have no interval, each with the name of the model and of the protocol. */
function reasonsOf(metric: Metric, { models }: ProtocolsReport): string[] {
  return models.flatMap(({ title, notebook, honest }) =>
    Object.entries({ notebook, honest }).flatMap(([protocol, measured]) => {
      const reason = measured?.test[metric].reason;
      return reason === undefined ? [] : [`${title}, ${protocol}: ${reason}`];
    }),
  );
}

/** Says why there are no intervals, if there are none anywhere. */
export function withoutInterval(reasons: readonly string[]): Block[] {
  return reasons.length === 0
    ? []
    : [{ kind: 'paragraph', text: `Without an interval: ${reasons.join('; ')}.` }];
}

/** How a cell of a table separates a number from its interval: on one line or on two. */
interface Layout {
  readonly gap?: ' ' | '\n';
}

/** A score with its interval; `n/a` if there is none. */
export function estimateOf(estimate: Estimate | undefined, { gap = ' ' }: Layout = {}): string {
  if (estimate === undefined || estimate.value === null) {
    return formatScore(null);
  }
  const { value, interval } = estimate;
  return interval ? `${formatScore(value)}${gap}${formatInterval(interval)}` : formatScore(value);
}

/** A difference with its interval; `n/a` if there is none. */
export function differenceOf(difference: Gap | undefined, { gap = ' ' }: Layout = {}): string {
  if (difference === undefined || difference.value === null) {
    return formatScore(null);
  }
  const { value, interval } = difference;
  return interval ? `${formatDifference(value)}${gap}${formatInterval(interval)}` : formatDifference(value);
}
