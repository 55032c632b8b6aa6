import { fetchModel } from './answering/fetch-model.js';
import type {
  ActivationMap,
  CellAnswer,
  Correction,
  Field,
  FieldAnswer,
  OpenedModel,
} from './answering/messages.js';
import { type Answering, startAnswering } from './answering/start-answering.js';
import {
  type GatheredImages,
  gatherImages,
  type NamedCell,
  type NamedImage,
} from './images/gather-images.js';
import { walkDrop } from './images/walk-drop.js';
import { type CellRow, claimedNames } from './table/cell-row.js';
import { type Ordering, orderRows } from './table/order-rows.js';
import { toCsv } from './table/to-csv.js';
import { channelControls } from './view/channel-controls.js';
import { drawImage } from './view/draw-image.js';
import { element, find } from './view/element.js';
import { showField } from './view/show-field.js';
import { showKnowledge } from './view/show-knowledge.js';
import { showLevels } from './view/show-levels.js';
import { claimInWords, showLocations } from './view/show-locations.js';
import { showNearest } from './view/show-nearest.js';
import { showTable } from './view/show-table.js';
import { trainingInWords } from './view/training-in-words.js';

/** Locations that the page draws cells of: those of the study. */
const DRAWN = [
  { id: 25, name: 'Cytosol' },
  { id: 0, name: 'Nucleoplasm' },
  { id: 21, name: 'Plasma membrane' },
  { id: 2, name: 'Nucleoli' },
];

/** Milliseconds between two looks of the table at answers: showing thousands of rows after each takes longer than the answers. */
const PAUSE = 500;

const query = new URLSearchParams(location.search);
let engine = query.get('engine') ?? 'auto';
const modelStatus = find('model', HTMLParagraphElement);
const canvas = find('picture', HTMLCanvasElement);
const mapCanvas = find('map', HTMLCanvasElement);
const overlay = find('overlay', HTMLInputElement);
const opacity = find('opacity', HTMLInputElement);
const levelsChoice = find('levels', HTMLSelectElement);
const filter = find('filter', HTMLInputElement);

/** What was dropped last. */
let dropped: readonly NamedImage[] = [];
let answering: Answering | undefined;
let model: OpenedModel | undefined;
const rows = new Map<string, CellRow>();
/** Whether the last layer is another one than the model came with. */
let trained = false;
/** Corrections that outlast a change of model or levels, by id. */
let kept: ReadonlyMap<string, string> = new Map();
let ordering: Ordering = { by: 'id', descending: false };
let looked:
  | { readonly cell: NamedCell; readonly answer: CellAnswer; readonly classIndex: number }
  | undefined;
/** The fields that cells were cut from, by number. */
const fields = new Map<
  number,
  { readonly id: string; readonly field: Field; readonly answer: FieldAnswer }
>();
let fieldCount = 0;
/** Counts what is asked for, so that an answer that comes late does not take the place of a newer one. */
let latest = 0;
let drawn = 0;
/** When the table was shown last. */
let shownAt = 0;

const shownChannels = channelControls({ onChange: () => showImage() });

/** Opens a model, and answers anew for the cells that are there. */
async function openModel(from: string | readonly File[]): Promise<void> {
  answering?.close();
  model = undefined;
  trained = false;
  find('trained', HTMLElement).textContent = '';
  modelStatus.textContent = 'The model is loading.';
  const started = startAnswering({
    onFailure: (reason) =>
      say([`The engine stopped: ${reason}. Reload the page, or add ?engine=wasm to its address.`]),
    onLost: (reason) => {
      say([
        `The GPU was lost${reason === '' ? '' : ` (${reason})`}. The page goes on with the CPU, and answers anew.`,
      ]);
      engine = 'wasm';
      void openModel(from);
    },
  });
  answering = started;
  try {
    const files = typeof from === 'string' ? await fetchModel(from) : from;
    model = await started.ask({ kind: 'open', model: files, engine });
  } catch (error) {
    modelStatus.textContent = 'No model is open.';
    say([(error as Error).message]);
    return;
  }
  const { card, device, engine: name } = model;
  modelStatus.textContent = `${card.name}, ${card.classes.length} locations: ${card.classes.map((each) => each.name).join(', ')}. It runs on ${name} (${device}).`;
  showKnowledge(model);
  await answerAll();
}

/** Answers for all images anew, by the model and the levels of now, and looks at the first cell. Corrections stay. */
async function answerAll(): Promise<void> {
  kept = new Map([...rows].map(([id, { correction = '' }]) => [id, correction]));
  rows.clear();
  fields.clear();
  looked = undefined;
  find('answer', HTMLElement).hidden = true;
  find('field', HTMLElement).hidden = true;
  const own = ++latest;
  if (answering === undefined || model === undefined) {
    return;
  }
  const way = levelsChoice.value as 'model' | 'bit-depth' | 'percentile';
  const measured = dropped.filter(({ source }) => source.kind !== 'drawn');
  find('progress', HTMLElement).textContent = 'Levels are measured.';
  try {
    const levels = await answering.ask({ kind: 'levels', images: measured, way });
    showLevels(levels, { images: measured.length });
  } catch (error) {
    if (own === latest) {
      say([(error as Error).message]);
    }
    return;
  }
  if (own === latest) {
    await answerThese(dropped);
  }
}

/** Answers for images one after the other. */
async function answerThese(images: readonly (NamedImage | NamedCell)[]): Promise<void> {
  for (const { id, source } of images) {
    addRow({ id, source });
  }
  showCells();
  const own = ++latest;
  const isLatest = (): boolean => own === latest;
  for (const image of images) {
    if (!isLatest()) {
      return;
    }
    for (const cell of await openCells(image, isLatest)) {
      await answerFor(cell, isLatest);
      if (!isLatest()) {
        return;
      }
      showProgress();
    }
  }
  showCells();
  showProgress();
  // More cells are known than when the first was looked at.
  await showLikeness();
}

/** Adds a row that waits, with what a person said of the cell before. */
function addRow(cell: NamedCell): void {
  const correction = kept.get(cell.id);
  const names = model?.card.classes.map(({ name }) => name) ?? [];
  const fits = correction?.split('|').every((name) => names.includes(name));
  rows.set(cell.id, { cell, ...(correction && fits && { correction }) });
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
    const answer = await answering!.ask({ kind: 'field', field });
    const inside = answer.cells.filter(({ atBorder }) => !atBorder);
    if (inside.length === 0) {
      throw new Error(
        `${id}: all of its ${answer.cells.length} cells are cut off by the border of the image`,
      );
    }
    if (!isLatest()) {
      return [];
    }
    fields.set(field.number, { id, field, answer });
    const cells = inside.map(({ label }) => cellOf(id, field, label));
    rows.delete(id);
    for (const cell of cells) {
      addRow(cell);
    }
    return cells;
  } catch (error) {
    fail(id, error as Error, isLatest);
    return [];
  }
}

/** A cell of a field, by the name that the commands give it. */
function cellOf(id: string, field: Field, label: number): NamedCell {
  return { id: `${id}_${label}`, source: { kind: 'cell', field, label } };
}

async function answerFor(cell: NamedCell, isLatest: () => boolean): Promise<void> {
  if (answering === undefined || model === undefined) {
    return;
  }
  try {
    const answer = await answering.ask({ kind: 'localize', id: cell.id, source: cell.source });
    if (!isLatest()) {
      return;
    }
    rows.set(cell.id, { ...rows.get(cell.id), cell, scores: answer.scores });
    if (looked === undefined) {
      look(cell, answer);
    }
  } catch (error) {
    fail(cell.id, error as Error, isLatest);
  }
}

/** Says what is wrong with an image: in its row or, where there is no table, above. */
function fail(id: string, { message }: Error, isLatest: () => boolean): void {
  if (isLatest()) {
    rows.set(id, { cell: rows.get(id)!.cell, error: message });
    if (rows.size === 1) {
      say([message]);
    }
  }
}

function showProgress(): void {
  const known = [...rows.values()];
  const done = known.filter(({ scores, error }) => scores !== undefined || error !== undefined).length;
  find('progress', HTMLElement).textContent = `${done} of ${known.length} answered`;
  if (performance.now() - shownAt > PAUSE) {
    showCells();
  }
}

/** Looks for cells in the image that is looked at, and answers for them and for what has waited. */
async function findCells(): Promise<void> {
  const cell = looked?.cell;
  if (cell === undefined || cell.source.kind === 'cell') {
    return;
  }
  const waiting = [...rows.values()].flatMap(({ cell: other, scores, error }) =>
    scores === undefined && error === undefined ? other : [],
  );
  say([]);
  looked = undefined;
  const found = { id: cell.id, source: cell.source, mask: 'find' } as const;
  dropped = dropped.map((image) => (image.id === cell.id ? found : image));
  await answerThese([found, ...waiting.flatMap(({ id }) => dropped.find((image) => image.id === id) ?? [])]);
  const failure = rows.get(cell.id)?.error;
  if (failure !== undefined) {
    say([failure]);
  }
}

/** Looks at a cell: its picture, its locations and, if wanted, where the model sees one of them. */
function look(cell: NamedCell, answer: CellAnswer): void {
  const { probabilities } = answer.scores;
  looked = { cell, answer, classIndex: probabilities.indexOf(Math.max(...probabilities)) };
  showLooked();
}

async function lookAt(id: string): Promise<void> {
  const row = rows.get(id);
  if (row?.scores === undefined || answering === undefined) {
    return;
  }
  try {
    look(row.cell, await answering.ask({ kind: 'localize', id, source: row.cell.source }));
    showCells();
    find('answer-title', HTMLElement).scrollIntoView({ block: 'start' });
  } catch (error) {
    say([(error as Error).message]);
  }
}

function showLooked(): void {
  if (looked === undefined || model === undefined) {
    return;
  }
  const { cell, answer, classIndex } = looked;
  const { scores } = answer;
  find('answer', HTMLElement).hidden = false;
  find('answer-title', HTMLElement).textContent = cell.id;
  find('claim', HTMLElement).textContent = claimInWords(scores, model.card);
  showLocations(scores, {
    card: model.card,
    chosen: classIndex,
    onChoose: (chosen) => {
      looked = { cell, answer, classIndex: chosen };
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
  find('whole', HTMLElement).hidden = cell.source.kind === 'cell' || cell.source.kind === 'drawn';
  showImage();
  void showMap();
}

/** Shows which of the cells are most like the one that is looked at, to the model. */
async function showLikeness(): Promise<void> {
  const asked = looked;
  if (asked === undefined || answering === undefined) {
    return;
  }
  try {
    const nearest = await answering.ask({ kind: 'nearest', id: asked.cell.id });
    if (looked === asked) {
      const known = nearest.flatMap((id) => {
        const row = rows.get(id);
        return row === undefined ? [] : { id, says: saidOf(row) };
      });
      showNearest(known, { onSelect: (id) => void lookAt(id) });
    }
  } catch (error) {
    say([(error as Error).message]);
  }
}

/** What a person says of a cell or else the model, in words. */
function saidOf(row: CellRow): string {
  const { correction } = row;
  return correction
    ? `${correction.replaceAll('|', ', ')}, by correction`
    : claimedNames(row, model?.card.classes ?? []).replaceAll('|', ', ') || 'no location';
}

function showImage(): void {
  if (looked === undefined) {
    return;
  }
  const { answer, cell } = looked;
  drawImage(canvas, { image: answer.image, channels: shownChannels() });
  const { source } = cell;
  const known = source.kind === 'cell' ? fields.get(source.field.number) : undefined;
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
  if (!overlay.checked || looked === undefined || answering === undefined) {
    return;
  }
  const asked = looked;
  try {
    const map = await answering.ask({
      kind: 'explain',
      source: asked.cell.source,
      classIndex: asked.classIndex,
    });
    if (looked === asked) {
      drawMap(map);
    }
  } catch (error) {
    say([(error as Error).message]);
  }
}

function drawMap({ height, width, data }: ActivationMap): void {
  mapCanvas.height = height;
  mapCanvas.width = width;
  mapCanvas.getContext('2d')!.putImageData(new ImageData(data, width, height), 0, 0);
  mapCanvas.style.opacity = opacity.value;
  mapCanvas.hidden = false;
}

function showCells(): void {
  shownAt = performance.now();
  const section = find('cells', HTMLElement);
  section.hidden = rows.size < 2;
  if (section.hidden || model === undefined) {
    return;
  }
  const { classes } = model.card;
  showTable(orderRows([...rows.values()], { filter: filter.value, ordering, classes }), {
    classes,
    task: model.card.task,
    ordering,
    selected: looked?.cell.id,
    onSelect: (id) => void lookAt(id),
    onOrder: (by) => {
      ordering = { by, descending: ordering.by === by && !ordering.descending };
      showCells();
    },
    onCorrect: (id, correction) => {
      rows.set(id, { ...rows.get(id)!, correction });
      showTraining();
    },
  });
  showTraining();
}

/** Says how many corrections there are, and what can be done with them. */
function showTraining(): void {
  const count = corrections().length;
  find('training', HTMLElement).hidden = count === 0 && !trained;
  find('train', HTMLButtonElement).disabled = count === 0;
  find('train', HTMLButtonElement).textContent =
    `Train on ${count} ${count === 1 ? 'correction' : 'corrections'}`;
  find('undo', HTMLButtonElement).disabled = !trained;
}

/** What a person says of cells that were answered for, as indices of classes. */
function corrections(): Correction[] {
  const names = model?.card.classes.map(({ name }) => name) ?? [];
  return [...rows].flatMap(([id, { correction, scores }]) =>
    correction && scores
      ? { id, classIndices: correction.split('|').map((name) => names.indexOf(name)) }
      : [],
  );
}

/** Trains the last layer on corrections, or on none, which undoes it, and shows what the model says now. */
async function train(examples: readonly Correction[]): Promise<void> {
  if (answering === undefined) {
    return;
  }
  const own = latest;
  try {
    const head = await answering.ask({ kind: 'train', corrections: examples });
    if (own !== latest) {
      return;
    }
    trained = examples.length > 0;
    for (const [id, scores] of head.scores) {
      const row = rows.get(id);
      if (row !== undefined) {
        rows.set(id, { ...row, scores });
      }
    }
    find('trained', HTMLElement).textContent = trainingInWords(head, { count: examples.length });
    const scores = looked && head.scores.get(looked.cell.id);
    if (looked !== undefined && scores !== undefined) {
      looked = { ...looked, answer: { ...looked.answer, scores } };
      showLooked();
    }
    showCells();
  } catch (error) {
    say([(error as Error).message]);
  }
}

async function saveModel(): Promise<void> {
  if (answering !== undefined && model !== undefined) {
    try {
      const bytes = await answering.ask({ kind: 'save' });
      download(new Blob([bytes], { type: 'application/zip' }), `${model.card.name}.zip`);
    } catch (error) {
      say([(error as Error).message]);
    }
  }
}

function download(content: Blob, name: string): void {
  const link = element('a', { href: URL.createObjectURL(content), download: name });
  link.click();
  URL.revokeObjectURL(link.href);
}

/** Says what is wrong, one line each; nothing wrong clears the lines. */
function say(problems: readonly string[]): void {
  find('problems', HTMLElement).replaceChildren(...problems.map((problem) => element('p', {}, problem)));
}

/** Answers for images that take the place of those before. */
function drop(images: readonly NamedImage[]): void {
  dropped = images;
  rows.clear();
  void answerAll();
}

function take({ images, problems }: GatheredImages): void {
  say(images.length === 0 && problems.length === 0 ? ['There was no file in it.'] : problems);
  if (images.length > 0) {
    drop(images);
  }
}

function onFiles(id: string, use: (files: readonly File[]) => void): void {
  const input = find(id, HTMLInputElement);
  input.onchange = () => {
    use([...(input.files ?? [])]);
    // The same files can then be chosen again.
    input.value = '';
  };
}

onFiles('files', (files) => take(gatherImages(files)));
onFiles('folder', (files) => take(gatherImages(files)));
onFiles('model-folder', (files) => {
  say([]);
  void openModel(files);
});
find('model-address', HTMLFormElement).onsubmit = (event) => {
  event.preventDefault();
  const { href, origin } = new URL(find('address', HTMLInputElement).value);
  say([]);
  if (origin === location.origin) {
    void openModel(href);
  } else {
    // The server lets a page load from one other site, if it is asked for the page with that address by the page itself.
    query.set('model', href);
    location.search = query.toString();
  }
};

document.ondragover = (event) => event.preventDefault();
document.ondrop = (event) => {
  event.preventDefault();
  if (event.dataTransfer) {
    void walkDrop(event.dataTransfer).then((files) => take(gatherImages(files)));
  }
};

const choice = find('location', HTMLSelectElement);
choice.append(...DRAWN.map(({ id, name }) => element('option', { value: String(id) }, name)));
find('sample', HTMLFormElement).onsubmit = (event) => {
  event.preventDefault();
  say([]);
  drawn++;
  const name = choice.selectedOptions[0]!.textContent;
  const source = { kind: 'drawn', location: Number(choice.value), seed: drawn } as const;
  drop([{ id: `A drawn cell ${drawn}: ${name}`, source }]);
};

overlay.oninput = () => void showMap();
opacity.oninput = () => {
  mapCanvas.style.opacity = opacity.value;
};
filter.oninput = showCells;
levelsChoice.onchange = () => void answerAll();
find('train', HTMLButtonElement).onclick = () => void train(corrections());
find('undo', HTMLButtonElement).onclick = () => void train([]);
find('save', HTMLButtonElement).onclick = () => void saveModel();
find('find-cells', HTMLButtonElement).onclick = () => void findCells();
find('download', HTMLButtonElement).onclick = () => {
  if (model !== undefined) {
    const csv = toCsv([...rows.values()], { classes: model.card.classes });
    download(new Blob([csv], { type: 'text/csv' }), 'predictions.csv');
  }
};

// The worker would take a relative address from its own.
void openModel(new URL(query.get('model') ?? './model/model.json', document.baseURI).href);
