import type { Dataset, Report } from '../schema/report-schema.js';
import { formatCount, formatQuantity } from '../words/format.js';
import { leakageInWords } from '../words/leakage-in-words.js';
import { leftOutInWords } from '../words/left-out-in-words.js';
import type { Section, Table } from './section.js';

/** Where the cells come from, how they were split, and whether anything leaks between the splits. */
export function dataSection({ dataset }: Report): Section {
  const { provenance, counts, imageSize, leftOut = [] } = dataset;
  const left = leftOutInWords(leftOut);
  return {
    title: 'Data',
    blocks: [
      {
        kind: 'paragraph',
        text: `${formatQuantity(total(counts), 'cell')} (${provenance}), resized to ${imageSize} × ${imageSize} pixels.`,
      },
      {
        kind: 'list',
        items: [...leakageInWords(dataset).sentences, ...(left === undefined ? [] : [`${left}.`])],
      },
      { kind: 'table', table: countsTable(dataset) },
      ...(dataset.skipped === undefined
        ? []
        : [{ kind: 'table', table: skippedTable(dataset.skipped), folded: true } as const]),
    ],
  };
}

function countsTable({ classes, perClass, counts }: Dataset): Table {
  return {
    caption: `Cells of each of the ${classes.length} locations, by split`,
    columns: [
      { label: 'Location' },
      { label: 'Id', numeric: true },
      { label: 'Training', numeric: true },
      { label: 'Validation', numeric: true },
      { label: 'Test', numeric: true },
      { label: 'All', numeric: true },
    ],
    rows: [
      ...perClass.map((samples) => [samples.name, String(samples.id), ...cells(samples)]),
      ['All', '', ...cells(counts)],
    ],
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
