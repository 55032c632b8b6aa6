import type { Field } from '../answering/messages.js';
import type { NamedCell, NamedImage } from '../images/gather-images.js';
import { find } from '../view/element.js';
import { say, sayError } from '../view/say.js';
import { showLevels } from '../view/show-levels.js';
import { showScale } from '../view/show-scale.js';
import type { CellList } from './list-cells.js';
import type { CellView } from './look-at-cells.js';
import { cellOf, type PageState } from './page-state.js';

/** Asks the model for all cells of the page, in order. */
export interface CellAnswers {
  /** Answers for images that take the place of those before. */
  drop(images: readonly NamedImage[]): void;
  /** Answers for all images anew, by the model, the levels and the size of pixels of now, and looks at the first cell. Corrections stay. */
  answerAll(): Promise<void>;
}

/** Answers for the cells of what was dropped, one after the other, and shows the answers as they come. */
export function answerCells(
  page: PageState,
  { list, view }: { readonly list: CellList; readonly view: CellView },
): CellAnswers {
  const levelsChoice = find('levels', HTMLSelectElement);
  const sizeInput = find('pixel-size', HTMLInputElement);
  /** Corrections that outlast a change of model, levels or scale, by id. */
  let kept: ReadonlyMap<string, string> = new Map();
  let fieldCount = 0;

  async function answerAll(): Promise<void> {
    kept = new Map([...page.rows].map(([id, { correction = '' }]) => [id, correction]));
    page.rows.clear();
    page.fields.clear();
    view.clear();
    const own = ++page.latest;
    if (page.answering === undefined || page.model === undefined) {
      return;
    }
    const levels = levelsChoice.value as 'model' | 'bit-depth' | 'percentile';
    const pixelSize = sizeInput.value === '' ? undefined : sizeInput.valueAsNumber;
    const measured = page.dropped.filter(({ source }) => source.kind !== 'drawn');
    find('progress', HTMLElement).textContent = 'Levels are measured.';
    try {
      const reading = await page.answering.ask({ kind: 'reading', images: measured, levels, pixelSize });
      showLevels(reading.levels, { images: measured.length });
      showScale(reading.scale, { images: measured.length });
    } catch (error) {
      if (own === page.latest) {
        sayError(error);
      }
      return;
    }
    if (own === page.latest) {
      await answerThese(page.dropped);
    }
  }

  /** Answers for images one after the other. */
  async function answerThese(images: readonly (NamedImage | NamedCell)[]): Promise<void> {
    for (const { id, source } of images) {
      addRow({ id, source });
    }
    list.show();
    const own = ++page.latest;
    const isLatest = (): boolean => own === page.latest;
    for (const image of images) {
      if (!isLatest()) {
        return;
      }
      for (const cell of await openCells(image, isLatest)) {
        await answerFor(cell, isLatest);
        if (!isLatest()) {
          return;
        }
        list.showProgress();
      }
    }
    list.show();
    list.showProgress();
    // More cells are known than when the first was looked at.
    await view.showLikeness();
  }

  /** Adds a row that waits, with what a person said of the cell before. */
  function addRow(cell: NamedCell): void {
    const correction = kept.get(cell.id);
    const names = page.model?.card.classes.map(({ name }) => name) ?? [];
    const fits = correction?.split('|').every((name) => names.includes(name));
    page.rows.set(cell.id, { cell, ...(correction && fits && { correction }) });
  }

  /** The cells of an image: itself or, if it is a field, those in it, which take its place in the table. */
  async function openCells(image: NamedImage | NamedCell, isLatest: () => boolean): Promise<NamedCell[]> {
    const { id, source } = image;
    if (!('mask' in image) || image.mask === undefined || source.kind === 'cell') {
      return [{ id, source }];
    }
    const field: Field = { number: ++fieldCount, source, mask: image.mask };
    find('progress', HTMLElement).textContent = `The cells of ${id} are cut out.`;
    try {
      const answer = await page.answering!.ask({ kind: 'field', field });
      const inside = answer.cells.filter(({ atBorder }) => !atBorder);
      if (inside.length === 0) {
        throw new Error(
          `${id}: all of its ${answer.cells.length} cells are cut off by the border of the image`,
        );
      }
      if (!isLatest()) {
        return [];
      }
      page.fields.set(field.number, { id, field, answer });
      const cells = inside.map(({ label }) => cellOf(id, field, label));
      page.rows.delete(id);
      for (const cell of cells) {
        addRow(cell);
      }
      return cells;
    } catch (error) {
      fail(id, error as Error, isLatest);
      return [];
    }
  }

  async function answerFor(cell: NamedCell, isLatest: () => boolean): Promise<void> {
    const { answering, model, rows } = page;
    if (answering === undefined || model === undefined) {
      return;
    }
    try {
      const answer = await answering.ask({ kind: 'localize', id: cell.id, source: cell.source });
      if (!isLatest()) {
        return;
      }
      rows.set(cell.id, { ...rows.get(cell.id), cell, scores: answer.scores });
      if (page.looked === undefined) {
        view.look(cell, answer);
      }
    } catch (error) {
      fail(cell.id, error as Error, isLatest);
    }
  }

  /** Says what is wrong with an image: in its row or, where there is no table, above. */
  function fail(id: string, { message }: Error, isLatest: () => boolean): void {
    if (isLatest()) {
      page.rows.set(id, { cell: page.rows.get(id)!.cell, error: message });
      if (page.rows.size === 1) {
        say([message]);
      }
    }
  }

  /** Looks for cells in the image that is looked at, and answers for them and for what has waited. */
  async function findCells(): Promise<void> {
    const cell = page.looked?.cell;
    if (cell === undefined || cell.source.kind === 'cell') {
      return;
    }
    const waiting = [...page.rows.values()].flatMap(({ cell: other, scores, error }) =>
      scores === undefined && error === undefined ? other : [],
    );
    say([]);
    page.looked = undefined;
    const found = { id: cell.id, source: cell.source, mask: 'find' } as const;
    page.dropped = page.dropped.map((image) => (image.id === cell.id ? found : image));
    await answerThese([
      found,
      ...waiting.flatMap(({ id }) => page.dropped.find((image) => image.id === id) ?? []),
    ]);
    const failure = page.rows.get(cell.id)?.error;
    if (failure !== undefined) {
      say([failure]);
    }
  }

  levelsChoice.onchange = () => void answerAll();
  sizeInput.onchange = () => {
    if (sizeInput.checkValidity()) {
      say([]);
      void answerAll();
    } else {
      say([
        'A pixel must have a size above 0 micrometers, such as 0.08; leave it empty to take what the files state.',
      ]);
    }
  };
  find('find-cells', HTMLButtonElement).onclick = () => void findCells();
  return {
    answerAll,
    drop: (images) => {
      page.dropped = images;
      page.rows.clear();
      void answerAll();
    },
  };
}
