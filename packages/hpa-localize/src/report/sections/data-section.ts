import type { Dataset, Report } from '../schema/report-schema.js';
import { formatCount, formatQuantity } from '../words/format.js';
import { leakageInWords } from '../words/leakage-in-words.js';
import { leftOutInWords } from '../words/left-out-in-words.js';
import type { Block, Column, Section, Table } from './section.js';

/** Where the cells come from, how they were split, and whether anything leaks between the splits. */
export function dataSection({ dataset }: Report): Section {
  const { provenance, counts, imageSize, leftOut = [], locationsPerCell } = dataset;
  const left = leftOutInWords(leftOut);
  return {
    title: 'Data',
    blocks: [
      {
        kind: 'paragraph',
        text: `${formatQuantity(total(counts), 'cell')} (${provenance}), resized to ${imageSize} × ${imageSize} pixels.`,
      },
      ...taskInWords(dataset),
      {
        kind: 'list',
        items: [...leakageInWords(dataset).sentences, ...(left === undefined ? [] : [`${left}.`])],
      },
      ...(locationsPerCell ? [{ kind: 'table', table: locationsTable(locationsPerCell) } as const] : []),
      { kind: 'table', table: countsTable(dataset) },
      ...(dataset.skipped === undefined
        ? []
        : [{ kind: 'table', table: skippedTable(dataset.skipped), folded: true } as const]),
    ],
  };
}

/** Whether a cell has one location or several, and why that was taken; older reports, of one location, say nothing. */
function taskInWords({ task, taskReason }: Dataset): Block[] {
  if (task === 'single-label' && taskReason === undefined) {
    return [];
  }
  const reason = taskReason === undefined ? '' : `, ${taskReason.replace(/\.$/, '')}`;
  const kind =
    task === 'single-label'
      ? 'Each cell has one location.'
      : 'A cell may be at several locations, or at none.';
  return [{ kind: 'paragraph', text: `Task: ${task}${reason}. ${kind}` }];
}

const SPLIT_COLUMNS: readonly Column[] = [
  { label: 'Training', numeric: true },
  { label: 'Validation', numeric: true },
  { label: 'Test', numeric: true },
  { label: 'All', numeric: true },
];

function countsTable({ task, classes, perClass, counts }: Dataset): Table {
  const several = task === 'multi-label' ? '; a cell of several locations counts at each' : '';
  return {
    caption: `Cells of each of the ${classes.length} locations, by split${several}`,
    columns: [{ label: 'Location' }, { label: 'Id', numeric: true }, ...SPLIT_COLUMNS],
    rows: [
      ...perClass.map((samples) => [samples.name, String(samples.id), ...cells(samples)]),
      [task === 'multi-label' ? 'All cells' : 'All', '', ...cells(counts)],
    ],
  };
}

function locationsTable(locationsPerCell: NonNullable<Dataset['locationsPerCell']>): Table {
  return {
    caption: 'Cells by how many of these locations they are at, by split',
    columns: [{ label: 'Locations' }, ...SPLIT_COLUMNS],
    rows: locationsPerCell.map((samples, locations) => [
      locations === 0 ? 'none' : String(locations),
      ...cells(samples),
    ]),
  };
}

function skippedTable(skipped: NonNullable<Dataset['skipped']>): Table {
  return {
    caption: `Cells skipped because they cannot be used (${formatCount(skipped.length)})`,
    columns: [{ label: 'Cell' }, { label: 'Reason' }],
    rows: skipped.map(({ id, reason }) => [id, reason]),
  };
}

function cells(samples: Dataset['counts']): string[] {
  return [samples.train, samples.validation, samples.test, total(samples)].map(formatCount);
}

function total({ train, validation, test }: Dataset['counts']): number {
  return train + validation + test;
}
