import { colorings } from '../embed/colorings.js';
import type { EmbeddedCells } from '../embed/embedded-cells.js';
import { SHEET_COLUMNS } from '../embed/sprite-sheets.js';
import { formatCount, formatPercent, formatQuantity } from '../report/words/format.js';
import { showHidden } from '../report/words/show-hidden.js';
import type { EmbeddingData } from './embedding-data.js';
import { exploreEmbedding } from './explore-embedding.js';
import { type Html, html, trusted } from './html-template.js';
import { page } from './page.js';

/** Circle, square, triangle and diamond of radius 5, of about the same area. */
const SHAPES: readonly string[] = [
  'M-4.4 0a4.4 4.4 0 1 0 8.8 0a4.4 4.4 0 1 0-8.8 0z',
  'M-4-4h8v8h-8z',
  'M0-5L5 4H-5z',
  'M0-5.2L5.2 0L0 5.2L-5.2 0z',
];

/** Colors of the stylesheet, from `--series-1` on. */
const COLORS = 8;

/** Classes that are named with their probabilities. */
const LIKELY_CLASSES = 3;

/** Height and width of the map without scripts. */
const STATIC_SIZE = 640;

const LAYOUT = `
body { max-width: 76rem; padding-top: 1.5rem; }
.subtitle { margin-bottom: 1rem; }
.controls { display: flex; flex-wrap: wrap; gap: 0.5rem 2rem; align-items: center; margin: 0 0 0.75rem; font-size: 0.875rem; }
.controls fieldset { display: flex; flex-wrap: wrap; gap: 0 1rem; min-width: 0; margin: 0; padding: 0; border: 0; }
.controls legend { float: left; margin: 0; padding: 0 1rem 0 0; color: var(--muted); }
.controls fieldset label { white-space: nowrap; }
.controls input[type='search'] { width: 14rem; max-width: 100%; }
input, button { font: inherit; color: inherit; }
input[type='radio'] { accent-color: var(--series-1); }
input[type='search'], button { padding: 0.25rem 0.6rem; border: 1px solid var(--muted); border-radius: 4px; background: var(--paper); }
input[aria-invalid='true'] { border-color: var(--warning); }
button { cursor: pointer; }
button:hover { background: var(--tint); }
.stage { display: grid; grid-template-columns: minmax(0, 1fr) 20rem; gap: 1.5rem; align-items: start; }
.place { position: relative; }
canvas { display: block; width: 100%; height: min(70vh, 44rem); min-height: 20rem; border: 1px solid var(--rule); border-radius: 4px; cursor: crosshair; }
.zoom { display: flex; gap: 0.4rem; margin-top: 0.5rem; font-size: 0.875rem; }
.tip { position: absolute; z-index: 1; display: flex; gap: 0.6rem; max-width: min(22rem, 80%); padding: 0.5rem; border: 1px solid var(--rule); border-radius: 4px; background: var(--paper); box-shadow: 0 2px 10px rgb(0 0 0 / 0.25); font-size: 0.8125rem; line-height: 1.35; pointer-events: none; }
.tip[hidden] { display: none; }
.words { min-width: 0; text-align: left; overflow-wrap: anywhere; }
.words > * { display: block; }
.thumbnail { display: inline-block; flex: none; border-radius: 4px; background-color: #000; background-repeat: no-repeat; }
.thumbnail.absent { display: inline-flex; align-items: center; justify-content: center; border: 1px dashed var(--muted); background: none; color: var(--muted); font-size: 0.75rem; text-align: center; }
.panel h2 { margin: 0 0 0.5rem; font-size: 1rem; overflow-wrap: anywhere; }
.panel h3 { margin: 0 0 0.5rem; font-size: 0.9rem; }
.panel dl { margin: 0.5rem 0 1rem; font-size: 0.875rem; }
.panel dl div { grid-template-columns: 7.5rem minmax(0, 1fr); padding: 0.15rem 0; }
.panel dd { overflow-wrap: anywhere; }
.panel ol { display: grid; grid-template-columns: repeat(auto-fill, minmax(15rem, 1fr)); gap: 0.4rem; margin: 0; padding: 0; list-style: none; }
.panel li { margin: 0; }
.panel li button { display: flex; gap: 0.6rem; width: 100%; padding: 0.3rem; border-color: var(--rule); font-size: 0.8125rem; line-height: 1.3; }
.key { display: flex; flex-wrap: wrap; gap: 0.3rem 0.5rem; max-height: 9.5rem; margin: 0.75rem 0; padding: 2px; overflow-y: auto; font-size: 0.8125rem; list-style: none; }
.key li { margin: 0; padding: 0.15rem 0.5rem 0.15rem 0; }
.key button { padding: 0.15rem 0.5rem; border-color: var(--rule); }
.key button[aria-pressed='true'] { border-color: var(--ink); background: var(--tint); font-weight: 600; }
svg.swatch { display: inline-block; width: 0.8rem; height: 0.8rem; vertical-align: -0.08rem; }
.help { margin-top: 1.5rem; }
.help, .notes { color: var(--muted); font-size: 0.8125rem; }
.still { max-width: 40rem; }
.still + .key { max-height: none; }
.unseen { position: absolute; width: 1px; height: 1px; margin: -1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
@media (max-width: 52rem) {
  .stage { grid-template-columns: minmax(0, 1fr); }
  canvas { height: min(60vh, 100vw); }
}
@media print {
  .controls, .zoom, .help { display: none; }
}
`;

/**
 * Renders embedded cells as one self-contained page: it opens from disk and loads nothing. Its script shows the map, the cell that is
 * pointed at, and the nearest cells of the one that is chosen; without scripts there is a still picture of the map.
 */
export function embeddingPage(
  cells: EmbeddedCells,
  {
    seed,
    shownNeighbors,
    sheets,
    tiles,
  }: {
    /** What the layout by UMAP followed from. */
    readonly seed: number;
    /** Neighbors that are shown of each cell. */
    readonly shownNeighbors: number;
    /** Thumbnails, as `spriteSheets` draws them. */
    readonly sheets: readonly Uint8Array[];
    /** Of each cell, the number of its thumbnail; -1 if it has none. */
    readonly tiles: readonly number[];
  },
): string {
  const { model, ids, features, pca } = cells;
  const data = dataOf(cells, { shownNeighbors, tiles });
  const title = `${formatQuantity(ids.length, 'cell')} as ${model.name} sees them`;
  const withImage = tiles.filter((tile) => tile >= 0).length;
  const notes = [
    'Cells near one another have features alike. On the map by UMAP, how far groups of cells lie from one another, and how large they are, means little; the map by PCA keeps distances as far as two components can.',
    `The map by UMAP follows from seed ${seed}. The two principal components have ${shareInWords(pca.shares)} of the variance of the features.`,
    `Distances are Euclidean, of all ${formatQuantity(features.dimensions, 'feature')}.`,
    ...(withImage < ids.length
      ? [`${formatCount(withImage)} of the ${formatCount(ids.length)} cells have an image on this page.`]
      : []),
  ];
  const body = html`<header>
<h1>${title}</h1>
<p class="subtitle">Weights: ${model.provenance}</p>
</header>
<main>
<noscript>${stillMap(data)}</noscript>
<div id="explorer" hidden>
<form class="controls" id="controls">
<fieldset><legend>Map</legend>${radios(
    'map',
    data.maps.map(({ name }) => name),
  )}</fieldset>
<fieldset><legend>Color</legend>${radios(
    'color',
    data.colorings.map(({ title: name }) => name),
  )}</fieldset>
<label>Find a cell <input type="search" id="search" list="ids" placeholder="id" autocomplete="off" spellcheck="false"></label>
<datalist id="ids"></datalist>
</form>
<div class="stage">
<div>
<div class="place">
<canvas id="map" tabindex="0" role="application" aria-label="Map of ${formatQuantity(ids.length, 'cell')}" aria-describedby="help"></canvas>
<div class="tip" id="tip" aria-hidden="true" hidden></div>
</div>
<div class="zoom" role="group" aria-label="Zoom"><button type="button" id="zoom-in">Zoom in</button><button type="button" id="zoom-out">Zoom out</button><button type="button" id="zoom-all">Whole map</button></div>
<div class="key" id="legend" role="group" aria-label="Names; those pressed are highlighted"></div>
<p class="unseen" id="status" role="status"></p>
</div>
<aside class="panel" id="panel" aria-label="The chosen cell"></aside>
</div>
<p class="help" id="help">Point at a cell to see it, click it to keep it. By keyboard: arrows go from cell to cell, Enter keeps one, Escape lets it go, + and - zoom, 0 shows the whole map. Ctrl and the wheel zoom, dragging moves.</p>
</div>
<div class="notes">
${notes.map((note) => html`<p>${note}</p>\n`)}</div>
</main>
<script type="application/json" id="embedding-data">${trusted(jsonOf(data))}</script>
`;
  return page(body, {
    title,
    layout: LAYOUT + sheets.map(sheetRule).join('\n'),
    script: `(${exploreEmbedding})();`,
  });
}

function sheetRule(bytes: Uint8Array, index: number): string {
  return `.sheet-${index} { background-image: url(data:image/webp;base64,${Buffer.from(bytes).toString('base64')}); }`;
}

/** The shares of the two components of the map, in words. */
function shareInWords([first = 0, second = 0]: readonly number[]): string {
  return `${formatPercent(first)} and ${formatPercent(second)}`;
}

function dataOf(
  cells: EmbeddedCells,
  { shownNeighbors, tiles }: { readonly shownNeighbors: number; readonly tiles: readonly number[] },
): EmbeddingData {
  const { model, ids, groups, labels, predicted, scores, neighbors, pca, umap } = cells;
  const count = Math.min(shownNeighbors, neighbors.count);
  const shown = <Kind extends number>(values: ArrayLike<Kind>): Kind[] =>
    Array.from(values).filter((_, at) => at % neighbors.count < count);
  return {
    ids: ids.map(showHidden),
    groups: groups.map(showHidden),
    labels: labels.map(showHidden),
    predicted: predicted.map(showHidden),
    likely: scores.map((row) => showHidden(likelyInWords(row, model.classes))),
    maps: [
      { name: 'UMAP', points: unitPoints(umap, 2) },
      { name: 'PCA', points: unitPoints(pca.scores, pca.components) },
    ],
    colorings: colorings(cells).map((coloring) => ({ ...coloring, names: coloring.names.map(showHidden) })),
    neighbors: {
      count,
      indices: shown(neighbors.indices),
      distances: shown(neighbors.distances).map((distance) => Number(distance.toPrecision(3))),
    },
    thumbnails: { tiles, columns: SHEET_COLUMNS },
    shapes: SHAPES,
    colors: COLORS,
  };
}

function likelyInWords(scores: readonly number[], classes: readonly string[]): string {
  return classes
    .map((name, index) => ({ name, score: scores[index]! }))
    .sort((a, b) => b.score - a.score)
    .slice(0, LIKELY_CLASSES)
    .map(({ name, score }) => `${name} ${formatPercent(score)}`)
    .join(', ');
}

/**
 * The first two coordinates of each cell, moved and scaled alike into [0, 1], y downwards, with four decimals: finer than a screen. Cells
 * with one coordinate lie on a line, and cells that are all at one place in the middle.
 */
function unitPoints(values: Float64Array, stride: number): number[] {
  const count = values.length / stride;
  const x = Array.from({ length: count }, (_, cell) => values[cell * stride]!);
  const y = Array.from({ length: count }, (_, cell) => (stride > 1 ? -values[cell * stride + 1]! : 0));
  const [left, right] = extent(x);
  const [top, bottom] = extent(y);
  const range = Math.max(right - left, bottom - top) || 1;
  const unit = (value: number, middle: number): number => Number((0.5 + (value - middle) / range).toFixed(4));
  return x.flatMap((value, cell) => [unit(value, (left + right) / 2), unit(y[cell]!, (top + bottom) / 2)]);
}

function extent(values: readonly number[]): [low: number, high: number] {
  return values.reduce(([low, high], value) => [Math.min(low, value), Math.max(high, value)], [
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
  ] as [number, number]);
}

/** JSON that no text in it can end early, as a script in a page. */
function jsonOf(data: EmbeddingData): string {
  return JSON.stringify(data).replaceAll('<', '\\u003c');
}

function radios(name: string, choices: readonly string[]): readonly Html[] {
  return choices.map(
    (choice, index) =>
      html`<label><input type="radio" name="${name}" value="${index}"${index === 0 ? trusted(' checked') : ''}> ${choice}</label>\n`,
  );
}

/** The first map in the first coloring, as a picture. */
function stillMap({ maps, colorings: [coloring], ids }: EmbeddingData): Html {
  const { names, counts, cells, others, title } = coloring!;
  const [{ points, name: method }] = maps as readonly [EmbeddingData['maps'][number]];
  const place = (unit: number): string => ((0.04 + 0.92 * unit) * STATIC_SIZE).toFixed(1);
  const size = ids.length > 1000 ? 0.5 : 0.9;
  const shown = [-1, ...names.keys()].filter((name) => cells.includes(name));
  const layers = shown.map((name) => {
    const { color, shape } = symbolOf(name);
    const uses = cells.flatMap((own, cell) =>
      own === name
        ? [
            html`<use href="#shape-${shape}" x="${place(points[2 * cell]!)}" y="${place(points[2 * cell + 1]!)}"/>`,
          ]
        : [],
    );
    return html`<g fill="${color}">${uses}</g>\n`;
  });
  const shapes = SHAPES.map(
    (path, index) => html`<path id="shape-${index}" d="${path}" transform="scale(${size})"/>`,
  );
  const key = shown.map((name) => {
    const { color, shape } = symbolOf(name);
    const words = name < 0 ? `${others!.name} (${others!.count})` : `${names[name]!} (${counts[name]!})`;
    return html`<li><svg class="swatch" viewBox="-6 -6 12 12" aria-hidden="true"><path d="${SHAPES[shape]!}" fill="${color}"/></svg> ${words}</li>\n`;
  });
  return html`<figure class="still"><figcaption>The cells by ${method}, colored by ${title.toLowerCase()}. With scripts, this page shows each cell and those most like it.</figcaption>
<svg role="img" aria-label="Map of ${ids.length} cells by ${method}" viewBox="0 0 ${STATIC_SIZE} ${STATIC_SIZE}"><defs>${shapes}</defs>
${layers}</svg></figure>
<ul class="key">${key}</ul>
`;
}

/** Neighbors in the list of names differ in both color and shape; 32 names have a symbol of their own. */
function symbolOf(name: number): { readonly color: string; readonly shape: number } {
  return name < 0
    ? { color: 'var(--muted)', shape: 0 }
    : {
        color: `var(--series-${(name % COLORS) + 1})`,
        shape: (name + Math.floor(name / COLORS)) % SHAPES.length,
      };
}
