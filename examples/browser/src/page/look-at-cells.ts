import type { CellAnswer } from '../answering/messages.js';
import type { NamedCell } from '../images/gather-images.js';
import { type CellRow, claimedNames, isUnlike } from '../table/cell-row.js';
import { channelControls } from '../view/channel-controls.js';
import { drawColors } from '../view/draw-colors.js';
import { drawImage } from '../view/draw-image.js';
import { find } from '../view/element.js';
import { sayError } from '../view/say.js';
import { showField } from '../view/show-field.js';
import { claimInWords, showLocations } from '../view/show-locations.js';
import { showNearest } from '../view/show-nearest.js';
import { showSimilar } from '../view/show-similar.js';
import { cellOf, type PageState } from './page-state.js';

/** The part of the page that shows one cell. */
export interface CellView {
  /** Looks at a cell: its picture, its locations and, if wanted, where the model sees one of them. */
  look(cell: NamedCell, answer: CellAnswer): void;
  /** Looks at a cell of the table that was answered for. */
  lookAt(id: string): Promise<void>;
  /** Shows what the table now says of the cell that is looked at. */
  refresh(): void;
  /** Shows which of the cells are most like the one that is looked at, to the model. */
  showLikeness(): Promise<void>;
  /** Looks at no cell any more. */
  clear(): void;
}

/** Shows one cell of the page at a time. */
export function lookAtCells(
  page: PageState,
  {
    onLook,
  }: {
    /** Called when a person has chosen another cell. */
    readonly onLook: () => void;
  },
): CellView {
  const canvas = find('picture', HTMLCanvasElement);
  const mapCanvas = find('map', HTMLCanvasElement);
  const overlay = find('overlay', HTMLInputElement);
  const opacity = find('opacity', HTMLInputElement);
  const shownChannels = channelControls({ onChange: () => showImage() });

  function look(cell: NamedCell, answer: CellAnswer): void {
    const { probabilities } = answer.scores;
    page.looked = { cell, answer, classIndex: probabilities.indexOf(Math.max(...probabilities)) };
    show();
  }

  async function lookAt(id: string): Promise<void> {
    const row = page.rows.get(id);
    if (row?.scores === undefined || page.answering === undefined) {
      return;
    }
    try {
      look(row.cell, await page.answering.ask({ kind: 'localize', id, source: row.cell.source }));
      onLook();
      find('answer-title', HTMLElement).scrollIntoView({ block: 'start' });
    } catch (error) {
      sayError(error);
    }
  }

  function show(): void {
    const { looked, model } = page;
    if (looked === undefined || model === undefined) {
      return;
    }
    const { cell, answer, classIndex } = looked;
    const { scores } = answer;
    find('answer', HTMLElement).hidden = false;
    find('answer-title', HTMLElement).textContent = cell.id;
    find('claim', HTMLElement).textContent = claimInWords(scores, model.card);
    find('unlike', HTMLElement).hidden = !isUnlike(scores);
    showLocations(scores, {
      card: model.card,
      chosen: classIndex,
      onChoose: (chosen) => {
        page.looked = { cell, answer, classIndex: chosen };
        void showMap();
      },
    });
    find('notes', HTMLElement).textContent = [
      `Answered in ${Math.round(scores.milliseconds)} ms.`,
      ...(scores.missing.includes('er')
        ? ['There was no picture of the endoplasmic reticulum: it was black.']
        : []),
      ...(cell.source.kind === 'drawn' ? ['This cell is drawn, not real.'] : []),
    ].join(' ');
    void showLikeness();
    void showTrainingCells();
    find('whole', HTMLElement).hidden = cell.source.kind === 'cell' || cell.source.kind === 'drawn';
    showImage();
    void showMap();
  }

  async function showLikeness(): Promise<void> {
    const { looked, answering } = page;
    if (looked === undefined || answering === undefined) {
      return;
    }
    try {
      const nearest = await answering.ask({ kind: 'nearest', id: looked.cell.id });
      if (looked === page.looked) {
        const known = nearest.flatMap((id) => {
          const row = page.rows.get(id);
          return row === undefined ? [] : { id, says: saidOf(row) };
        });
        showNearest(known, { onSelect: (id) => void lookAt(id) });
      }
    } catch (error) {
      sayError(error);
    }
  }

  /** Shows which cells of the training are most like the one that is looked at, to the model. */
  async function showTrainingCells(): Promise<void> {
    const { looked, answering } = page;
    if (looked === undefined || answering === undefined) {
      return;
    }
    try {
      const similar = await answering.ask({ kind: 'similar', id: looked.cell.id });
      if (looked === page.looked) {
        showSimilar(similar);
      }
    } catch (error) {
      sayError(error);
    }
  }

  /** What a person says of a cell or else the model, in words. */
  function saidOf(row: CellRow): string {
    const { correction } = row;
    return correction
      ? `${correction.replaceAll('|', ', ')}, by correction`
      : claimedNames(row, page.model?.card.classes ?? []).replaceAll('|', ', ') || 'no location';
  }

  function showImage(): void {
    if (page.looked === undefined) {
      return;
    }
    const { answer, cell } = page.looked;
    drawImage(canvas, { image: answer.image, channels: shownChannels() });
    const { source } = cell;
    const known = source.kind === 'cell' ? page.fields.get(source.field.number) : undefined;
    find('field', HTMLElement).hidden = known === undefined;
    if (source.kind === 'cell' && known !== undefined) {
      const { id, field } = known;
      showField(known.answer, {
        title: id,
        approximate: field.mask === 'find',
        selected: source.label,
        channels: shownChannels(),
        onSelect: (label) => void lookAt(cellOf(id, field, label).id),
      });
    }
  }

  async function showMap(): Promise<void> {
    mapCanvas.hidden = true;
    const { looked, answering } = page;
    if (!overlay.checked || looked === undefined || answering === undefined) {
      return;
    }
    const { cell, classIndex } = looked;
    try {
      const map = await answering.ask({ kind: 'explain', source: cell.source, classIndex });
      if (looked === page.looked) {
        drawColors(mapCanvas, map);
        mapCanvas.style.opacity = opacity.value;
        mapCanvas.hidden = false;
      }
    } catch (error) {
      sayError(error);
    }
  }

  overlay.oninput = () => void showMap();
  opacity.oninput = () => {
    mapCanvas.style.opacity = opacity.value;
  };
  return {
    look,
    lookAt,
    refresh: () => {
      const { looked } = page;
      const scores = looked && page.rows.get(looked.cell.id)?.scores;
      if (looked !== undefined && scores !== undefined) {
        page.looked = { ...looked, answer: { ...looked.answer, scores } };
        show();
      }
    },
    showLikeness,
    clear: () => {
      page.looked = undefined;
      find('answer', HTMLElement).hidden = true;
      find('field', HTMLElement).hidden = true;
    },
  };
}
