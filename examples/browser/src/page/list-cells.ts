import { type Ordering, orderRows } from '../table/order-rows.js';
import { toCsv } from '../table/to-csv.js';
import { download } from '../view/download.js';
import { find } from '../view/element.js';
import { showTable } from '../view/show-table.js';
import type { PageState } from './page-state.js';

/** Milliseconds between two looks of the table at answers: showing thousands of rows after each takes longer than the answers. */
const PAUSE = 500;

/** The table of all cells, which is filtered, ordered, corrected and downloaded. */
export interface CellList {
  show(): void;
  /** Says how many cells are answered for, and shows the table if it was not shown lately. */
  showProgress(): void;
}

/** Lists the cells of the page in its table. */
export function listCells(
  page: PageState,
  {
    onSelect,
    onCorrect,
    onShow,
  }: {
    readonly onSelect: (id: string) => void;
    /** Called when a person has said what a cell shows. */
    readonly onCorrect: () => void;
    /** Called when the table was shown. */
    readonly onShow: () => void;
  },
): CellList {
  const filter = find('filter', HTMLInputElement);
  let ordering: Ordering = { by: 'id', descending: false };
  /** When the table was shown last. */
  let shownAt = 0;

  function show(): void {
    shownAt = performance.now();
    const { rows, model, looked } = page;
    const section = find('cells', HTMLElement);
    section.hidden = rows.size < 2;
    if (section.hidden || model === undefined) {
      return;
    }
    const { classes, task } = model.card;
    showTable(orderRows([...rows.values()], { filter: filter.value, ordering, classes }), {
      classes,
      task,
      ordering,
      selected: looked?.cell.id,
      onSelect,
      onOrder: (by) => {
        ordering = { by, descending: ordering.by === by && !ordering.descending };
        show();
      },
      onCorrect: (id, correction) => {
        rows.set(id, { ...rows.get(id)!, correction });
        onCorrect();
      },
    });
    onShow();
  }

  filter.oninput = show;
  find('download', HTMLButtonElement).onclick = () => {
    if (page.model !== undefined) {
      const csv = toCsv([...page.rows.values()], { classes: page.model.card.classes });
      download(new Blob([csv], { type: 'text/csv' }), 'predictions.csv');
    }
  };
  return {
    show,
    showProgress: () => {
      const known = [...page.rows.values()];
      const done = known.filter(({ scores, error }) => scores !== undefined || error !== undefined).length;
      find('progress', HTMLElement).textContent = `${done} of ${known.length} answered`;
      if (performance.now() - shownAt > PAUSE) {
        show();
      }
    },
  };
}
