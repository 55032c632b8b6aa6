import { type MeasuredModel, measuredModels } from '../schema/measured-models.js';
import type { MultiLabelEvaluation, Report } from '../schema/report-schema.js';
import { formatCount, formatList, formatPart, formatPercent } from '../words/format.js';
import { ensembleTitle } from '../words/trainings-in-words.js';
import type { Block, Section } from './section.js';

/** How many other locations are named beside one. */
const NAMED_LOCATIONS = 3;

type Classes = Report['dataset']['classes'];

/** Which locations are missed, what is predicted instead, and beside what: of several locations per cell. */
export function mistakesSection(report: Report): Section {
  const { classes } = report.dataset;
  const blocks = measuredModels(report).flatMap(({ test, ...model }, rank): Block[] => {
    if (test.task !== 'multi-label') {
      return [];
    }
    const place = { title: ensembleTitle(model), classes, folded: rank > 0 };
    return [missedTable(test, place), mistakenMap(test, place)];
  });
  const [first] = measuredModels(report);
  return {
    title: 'Missed and mistaken locations',
    blocks: [...blocks, ...(first ? together(first, { classes }) : [])],
  };
}

interface Place {
  readonly title: string;
  readonly classes: Classes;
  readonly folded: boolean;
}

function missedTable(test: MultiLabelEvaluation, { title, classes, folded }: Place): Block {
  const { perClass, mistakenFor, missedBeside, coOccurrence } = test;
  const table = {
    caption: `${title}: what becomes of the test cells of each location. Instead: locations that are predicted wrongly where it is missed. Beside: how many of the cells that are at both it misses.`,
    wordy: true,
    columns: [
      { label: 'Location' },
      { label: 'Missed', numeric: true },
      { label: 'Predicted instead' },
      { label: 'Missed beside' },
    ],
    rows: perClass.map(({ name, support }, at) => {
      const missed = missedBeside[at]![at]!;
      const instead = largest(mistakenFor[at]!, { but: at });
      const beside = largest(missedBeside[at]!, { but: at });
      return [
        name,
        support === 0 ? 'no test cell' : `${formatPart(missed, support)}, ${formatPercent(missed / support)}`,
        instead.map(({ index, count }) => `${classes[index]!.name} (${formatCount(count)})`).join(', '),
        beside
          .map(
            ({ index, count }) => `${classes[index]!.name} (${formatPart(count, coOccurrence[at]![index]!)})`,
          )
          .join(', '),
      ];
    }),
  };
  return { kind: 'table', table, folded };
}

function mistakenMap(test: MultiLabelEvaluation, { title, classes, folded }: Place): Block {
  const { mistakenFor, perClass } = test;
  const totals = perClass.map(({ support }) => support);
  const shares = mistakenFor.flatMap((row, at) =>
    row.map((count) => (count === 0 ? 0 : count / totals[at]!)),
  );
  return {
    kind: 'heat-map',
    folded,
    heatMap: {
      caption: `${title} on the test split: missed locations in rows, locations predicted wrongly in the same cell in columns`,
      classes,
      counts: mistakenFor,
      totals,
      darkest: Math.max(...shares) || 1,
      hollow: true,
      rows: 'Missed',
      relation: 'missed, and wrongly predicted:',
      remark: mistakenRemark(test, { classes }),
    },
  };
}

function mistakenRemark(
  { mistakenFor, perClass }: MultiLabelEvaluation,
  { classes }: { readonly classes: Classes },
): string {
  const mistakes = largestPairs(mistakenFor).map(
    ({ row, column, count }) =>
      `${classes[row]!.name} for ${classes[column]!.name} (in ${formatPart(count, perClass[row]!.support)} cells)`,
  );
  return mistakes.length > 0
    ? `Mistaken most often: ${formatList(mistakes)}.`
    : 'No location was missed where another one was predicted wrongly.';
}

/** Which locations occur together, which is the same for every model. */
function together({ test }: MeasuredModel, { classes }: { readonly classes: Classes }): Block[] {
  if (test.task !== 'multi-label') {
    return [];
  }
  const { coOccurrence } = test;
  const halves = coOccurrence.map((row, at) => row.map((count, index) => (index > at ? count : 0)));
  const pairs = largestPairs(halves).map(
    ({ row, column, count }) =>
      `${classes[row]!.name} and ${classes[column]!.name} (${formatCount(count)} cells)`,
  );
  return [
    {
      kind: 'heat-map',
      folded: true,
      heatMap: {
        caption:
          'Locations that occur together: test cells of both; on the diagonal, all cells of a location',
        classes,
        counts: coOccurrence,
        totals: coOccurrence.map((row, at) => row[at]!),
        rows: 'Location',
        relation: 'together with',
        remark:
          pairs.length > 0
            ? `Most often together: ${formatList(pairs)}.`
            : 'No test cell is at two locations.',
      },
    },
  ];
}

interface Counted {
  readonly index: number;
  readonly count: number;
}

/** The largest counts of a row above zero, largest first; equal ones keep their order. */
function largest(row: readonly number[], { but }: { readonly but: number }): Counted[] {
  return row
    .map((count, index) => ({ index, count }))
    .filter(({ index, count }) => index !== but && count > 0)
    .sort((first, second) => second.count - first.count)
    .slice(0, NAMED_LOCATIONS);
}

function largestPairs(
  counts: readonly (readonly number[])[],
): { readonly row: number; readonly column: number; readonly count: number }[] {
  return counts
    .flatMap((columns, row) =>
      largest(columns, { but: row }).map(({ index, count }) => ({ row, column: index, count })),
    )
    .sort((first, second) => second.count - first.count)
    .slice(0, NAMED_LOCATIONS);
}
