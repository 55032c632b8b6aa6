import { type CellRow, claimedNames, isUnlike } from '../table/cell-row.js';
import type { Ordering } from '../table/order-rows.js';
import { element, find } from './element.js';

const COLUMNS: readonly { readonly by: Ordering['by']; readonly words: string }[] = [
  { by: 'id', words: 'Cell' },
  { by: 'claimed', words: 'Location' },
  { by: 'probability', words: 'Probability' },
  { by: 'correction', words: 'Correction' },
];

/** Shows rows of the table: a cell is looked at by its button, ordered by a heading, and corrected by the list in its row. */
export function showTable(
  rows: readonly CellRow[],
  {
    classes,
    task,
    ordering,
    selected,
    onSelect,
    onOrder,
    onCorrect,
  }: {
    readonly classes: readonly { readonly name: string }[];
    /** Whether a cell has one class or any number of them: a correction may then name several. */
    readonly task: 'single-label' | 'multi-label';
    readonly ordering: Ordering;
    /** Id of the cell that is looked at. */
    readonly selected: string | undefined;
    readonly onSelect: (id: string) => void;
    readonly onOrder: (by: Ordering['by']) => void;
    readonly onCorrect: (id: string, correction: string) => void;
  },
): void {
  const table = find('table', HTMLTableElement);
  const focused =
    document.activeElement instanceof HTMLElement ? document.activeElement.dataset.key : undefined;
  const headings = COLUMNS.map(({ by, words }) => {
    const sorted = ordering.by === by;
    return element(
      'th',
      { scope: 'col', ariaSort: sorted ? (ordering.descending ? 'descending' : 'ascending') : 'none' },
      keyed(
        element(
          'button',
          { type: 'button', onclick: () => onOrder(by) },
          words,
          sorted ? (ordering.descending ? ' ▾' : ' ▴') : '',
        ),
        `order ${by}`,
      ),
    );
  });
  table.tHead!.replaceChildren(element('tr', {}, ...headings));
  table.tBodies[0]!.replaceChildren(
    ...rows.map((row) => {
      const { id } = row.cell;
      const correction = element(
        'select',
        {
          ariaLabel: `Correction of ${id}`,
          multiple: task === 'multi-label',
          size: task === 'multi-label' ? Math.min(3, classes.length) : 1,
          onchange: () =>
            onCorrect(id, Array.from(correction.selectedOptions, ({ value }) => value).join('|')),
        },
        ...(task === 'multi-label' ? [] : [element('option', { value: '' }, '')]),
        ...classes.map(({ name }) =>
          element(
            'option',
            { value: name, selected: (row.correction ?? '').split('|').includes(name) },
            name,
          ),
        ),
      );
      const line = element(
        'tr',
        { className: id === selected ? 'selected' : '' },
        element(
          'th',
          { scope: 'row' },
          keyed(
            element(
              'button',
              { type: 'button', ariaPressed: String(id === selected), onclick: () => onSelect(id) },
              id,
            ),
            `look at ${id}`,
          ),
        ),
        ...scoreCells(row, classes),
        element('td', {}, keyed(correction, `correct ${id}`)),
      );
      line.dataset.id = id;
      return line;
    }),
  );
  // What has the focus keeps it, though it is another element now.
  if (focused !== undefined) {
    table.querySelector<HTMLElement>(`[data-key="${CSS.escape(focused)}"]`)?.focus();
  }
}

/** Names a control, so that it is found again when the table is shown anew. */
function keyed<Control extends HTMLElement>(control: Control, key: string): Control {
  control.dataset.key = key;
  return control;
}

function scoreCells(row: CellRow, classes: readonly { readonly name: string }[]): HTMLElement[] {
  const { scores, error } = row;
  if (error !== undefined) {
    return [element('td', { colSpan: 2, className: 'error' }, error)];
  }
  if (scores === undefined) {
    return [element('td', { colSpan: 2 }, 'waiting')];
  }
  return [
    element(
      'td',
      {},
      claimedNames(row, classes).replaceAll('|', ', ') || 'none',
      isUnlike(scores) ? ' (unlike the training cells)' : '',
    ),
    element('td', { className: 'number' }, Math.max(...scores.probabilities).toFixed(3)),
  ];
}
