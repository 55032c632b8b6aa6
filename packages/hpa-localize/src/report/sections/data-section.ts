import type { Dataset, Report } from '../schema/report-schema.js';
import { fieldsInWords } from '../words/fields-in-words.js';
import { formatCount, formatQuantity } from '../words/format.js';
import { leakageInWords } from '../words/leakage-in-words.js';
import { leftOutInWords } from '../words/left-out-in-words.js';
import { levelsInWords } from '../words/levels-in-words.js';
import { scaleInWords } from '../words/scale-in-words.js';
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
        text: `${formatQuantity(total(counts, dataset), 'cell')} (${provenance}), resized to ${imageSize} × ${imageSize} pixels.`,
      },
      ...cutInWords(dataset),
      ...channelsInWords(dataset),
      ...levelsParagraph(dataset),
      ...scaleParagraph(dataset),
      ...taskInWords(dataset),
      ...foldsInWords(dataset),
      {
        kind: 'list',
        items: [...leakageInWords(dataset).sentences, ...(left === undefined ? [] : [`${left}.`])],
      },
      ...(locationsPerCell
        ? [{ kind: 'table', table: locationsTable(locationsPerCell, dataset) } as const]
        : []),
      { kind: 'table', table: countsTable(dataset) },
      ...(dataset.skipped === undefined
        ? []
        : [{ kind: 'table', table: skippedTable(dataset.skipped), folded: true } as const]),
    ],
  };
}

/** How cells were cut from fields; nothing of whole images. */
function cutInWords({ fields }: Dataset): Block[] {
  if (fields === undefined) {
    return [];
  }
  const text = `${fieldsInWords(fields)}. Each cell was cut from its field by ${fields.segmented === undefined ? 'the mask' : 'its outline'}, everything else made black, and laid in the middle of a square.`;
  return [{ kind: 'paragraph', text }];
}

/** Which channels the images have; nothing of the four of the Atlas. */
function channelsInWords({ channels }: Dataset): Block[] {
  return channels === undefined ? [] : [{ kind: 'paragraph', text: `Channels: ${channels.join(', ')}.` }];
}

/** Which levels of the files became 0 and 255; drawn cells and older reports say nothing. */
function levelsParagraph({ levels }: Dataset): Block[] {
  return levels === undefined ? [] : [{ kind: 'paragraph', text: `Levels: ${levelsInWords(levels)}.` }];
}

/** At which scale the images are, or that they have none; drawn cells and older reports say nothing. */
function scaleParagraph(dataset: Dataset): Block[] {
  const words = scaleInWords(dataset);
  return words === undefined ? [] : [{ kind: 'paragraph', text: `Scale: ${words}.` }];
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

/** How the samples were split, if they were divided into folds. */
function foldsInWords({ folds }: Folded): Block[] {
  if (folds === undefined) {
    return [];
  }
  const text = `The cells were divided into ${folds} folds. Each fold is tested once, by networks that were trained on ${folds - 2} of the others and whose epoch, temperature and thresholds were chosen on the one that is left.`;
  return [{ kind: 'paragraph', text }];
}

interface Folded {
  readonly folds?: number | undefined;
}

const SPLIT_COLUMNS: readonly Column[] = [
  { label: 'Training', numeric: true },
  { label: 'Validation', numeric: true },
  { label: 'Test', numeric: true },
  { label: 'All', numeric: true },
];

/** Of folds, each cell is tested once. */
const FOLD_COLUMNS: readonly Column[] = [{ label: 'Cells', numeric: true }];

function countsTable(dataset: Dataset): Table {
  const { task, classes, perClass, counts, folds, testGroups } = dataset;
  const several = task === 'multi-label' ? '; a cell of several locations counts at each' : '';
  const groupColumn: readonly Column[] = [{ label: folds ? 'Groups' : 'Test groups', numeric: true }];
  const grouped = testGroups !== undefined;
  const groups = (count: number | undefined) => (grouped ? [formatCount(count ?? 0)] : []);
  return {
    caption: `Cells of each of the ${classes.length} locations${folds ? '' : ', by split'}${several}`,
    columns: [
      { label: 'Location' },
      { label: 'Id', numeric: true },
      ...(folds ? FOLD_COLUMNS : SPLIT_COLUMNS),
      ...(grouped ? groupColumn : []),
    ],
    rows: [
      ...perClass.map((samples) => [
        samples.name,
        String(samples.id),
        ...cells(samples, dataset),
        ...groups(samples.testGroups),
      ]),
      [task === 'multi-label' ? 'All cells' : 'All', '', ...cells(counts, dataset), ...groups(testGroups)],
    ],
  };
}

function locationsTable(
  locationsPerCell: NonNullable<Dataset['locationsPerCell']>,
  { folds }: Folded,
): Table {
  return {
    caption: `Cells by how many of these locations they are at${folds ? '' : ', by split'}`,
    columns: [{ label: 'Locations' }, ...(folds ? FOLD_COLUMNS : SPLIT_COLUMNS)],
    rows: locationsPerCell.map((samples, locations) => [
      locations === 0 ? 'none' : String(locations),
      ...cells(samples, { folds }),
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

function cells(samples: Dataset['counts'], { folds }: Folded): string[] {
  const { train, validation, test } = samples;
  return (folds ? [test] : [train, validation, test, total(samples, {})]).map(formatCount);
}

function total({ train, validation, test }: Dataset['counts'], { folds }: Folded): number {
  return folds ? test : train + validation + test;
}
