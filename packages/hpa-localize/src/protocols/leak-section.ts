import type { Block, Section, Table } from '../report/sections/section.js';
import { formatCount, formatPercent } from '../report/words/format.js';
import type { Contrast, ProtocolsReport } from './protocols-schema.js';
import { differenceOf, estimateOf, withoutInterval } from './side-by-side-section.js';

const KINDS: Readonly<Record<Contrast['kind'], { readonly leaked: string; readonly others: string }>> = {
  seen: { leaked: 'cells with anything in training', others: 'cells with nothing there' },
  copied: { leaked: 'cells whose image is in training', others: 'cells whose image is not' },
};

/** Six columns leave no room for numbers and their intervals beside each other. */
const TWO_LINES = { gap: '\n' } as const;

/** What the notebook's test cells have in training, and how models do on those cells and on the others. */
export function leakSection({ seenInTraining, models, notebook }: ProtocolsReport): Section {
  const contrasted = models.filter(({ contrasts }) => contrasts !== null);
  // Without groups, what was seen are copies.
  const kinds: readonly Contrast['kind'][] = seenInTraining.group === 0 ? ['seen'] : ['seen', 'copied'];
  return {
    title: 'What the notebook’s test cells had in training',
    blocks: [
      { kind: 'table', table: seenTable(seenInTraining, { cells: notebook.cells.test }) },
      ...(contrasted.length === 0 ? [] : kinds.flatMap((kind) => contrastBlocks(kind, contrasted))),
    ],
  };
}

function seenTable(
  { copy, nearDuplicate, group, nothing }: ProtocolsReport['seenInTraining'],
  { cells }: { readonly cells: number },
): Table {
  const row = (name: string, count: number) => [
    name,
    formatCount(count),
    cells === 0 ? '' : formatPercent(count / cells),
  ];
  return {
    caption: 'The notebook’s test cells, by what its training split holds of them: the first that applies',
    columns: [
      { label: 'In the training split' },
      { label: 'Test cells', numeric: true },
      { label: 'Share', numeric: true },
    ],
    rows: [
      row('the very same image', copy),
      row('a nearly equal image', nearDuplicate),
      row('another cell of the same group', group),
      row('nothing of these', nothing),
    ],
  };
}

function contrastBlocks(
  kind: Contrast['kind'],
  models: readonly ProtocolsReport['models'][number][],
): Block[] {
  const { leaked, others } = KINDS[kind];
  const rows = models.flatMap(({ title, contrasts }) =>
    contrasts!.filter((contrast) => contrast.kind === kind).map((contrast) => ({ title, contrast })),
  );
  const [first] = rows;
  if (first === undefined) {
    return [];
  }
  const { leaked: of, others: rest } = first.contrast;
  if (of.cells === 0 || rest.cells === 0) {
    const which = of.cells === 0 ? leaked : others;
    return [
      { kind: 'paragraph', text: `There are no ${which}, so that nothing can be held against the others.` },
    ];
  }
  const table: Table = {
    caption: `Accuracy on the ${formatCount(of.cells)} ${leaked}, and on the ${formatCount(rest.cells)} ${others}; and how much of the accuracy on all of them is the difference, with 95 % intervals`,
    wordy: true,
    columns: [
      { label: 'Model' },
      { label: `On ${leaked}`, numeric: true },
      { label: `On ${others}`, numeric: true },
      { label: 'Difference', numeric: true },
      { label: 'Of its accuracy', numeric: true },
    ],
    rows: rows.map(({ title, contrast: { leaked: a, others: b, difference, ofAccuracy } }) => [
      title,
      estimateOf(a.accuracy, TWO_LINES),
      estimateOf(b.accuracy, TWO_LINES),
      differenceOf(difference.accuracy, TWO_LINES),
      differenceOf(ofAccuracy, TWO_LINES),
    ]),
  };
  const reasons = rows.flatMap(({ title, contrast: { difference } }) =>
    difference.accuracy.reason === undefined ? [] : [`${title}: ${difference.accuracy.reason}`],
  );
  return [{ kind: 'table', table }, ...withoutInterval(reasons)];
}
