import { channelsInColor } from '../explain/channels-in-color.js';
import type { ExplainedCell, ExplainedImage, ExplainedLocation } from '../explain/explain-cell.js';
import { isUnlike, UNLIKE } from '../knowledge/familiarity.js';
import { formatScore } from '../report/words/format.js';
import { type Html, html } from './html-template.js';
import { page } from './page.js';

const CAPTIONS: Readonly<Record<ExplainedImage['name'], string>> = {
  image: 'The cell',
  'grad-cam': 'Grad-CAM: what supports the answer',
  occlusion: 'Occlusion: what the answer needs',
};

/** The maps of all locations stand in the same columns, to the right of the cell, or below it on a narrow page. */
const LAYOUT = `
h3 { margin: 0 0 0.5rem; font-size: 1rem; }
.images { display: grid; grid-template-columns: repeat(3, minmax(0, 1fr)); align-items: end; gap: 1rem; margin: 0 0 1.5rem; }
.images .cell { grid-row: 1; }
.images .grad-cam { grid-column: 2; }
.images img { display: block; width: 100%; border-radius: 4px; background: #000; }
.tables { display: flex; flex-wrap: wrap; gap: 0 3rem; }
.tables .scroll { max-width: 100%; }
.tables caption span { position: static; width: auto; }
.unclaimed th { font-weight: 400; }
@media (max-width: 34rem) {
  .images { grid-template-columns: repeat(2, minmax(0, 1fr)); }
  .images .cell { grid-column: 1 / -1; }
  .images .grad-cam { grid-column: 1; }
}
@media print {
  .images { break-inside: avoid; }
  h3 { break-after: avoid; }
}
`;

/** Renders explanations as one self-contained page: it opens from disk, loads nothing and runs no script. */
export function explanationsPage(
  cells: readonly ExplainedCell[],
  {
    model,
    provenance,
    knowledge,
  }: {
    readonly model: string;
    readonly provenance: string;
    /** On what the model was trained and how good it is, in words, if it says so. */
    readonly knowledge?: string | null;
  },
): string {
  const title = `What ${model} sees`;
  const body = html`<header>
<h1>${title}</h1>
<p class="subtitle">Weights: ${provenance}</p>
${
  knowledge
    ? html`<p>The model was ${knowledge}.</p>
`
    : html``
}<p>In the image of the cell, ${channelsInColor(cells[0]?.shown ?? [])}.
The maps of a location run from dark (no effect on it) to yellow (the strongest effect in this image). They show what the model looks at,
not whether its answer is right.</p>
</header>
<main>
${cells.map(section)}</main>
`;
  return page(body, { title, layout: LAYOUT });
}

function section({ id, answer, unlike, probabilities, image, locations }: ExplainedCell): Html {
  const strange = isUnlike(unlike)
    ? html`<p><strong>This image is ${UNLIKE}</strong>: ${formatScore(unlike)} times the limit.</p>
`
    : html``;
  return html`<section>
<h2>${id}: ${answer}</h2>
${strange}${locations.map((location, index) => maps(location, { id, image: index === 0 ? image : undefined, named: locations.length > 1 }))}<div class="tables">
${probabilityTable(probabilities)}${channelTable(locations)}</div>
</section>
`;
}

/** The maps of one location, after the image of the cell if it is the first. */
function maps(
  { name, images }: ExplainedLocation,
  {
    id,
    image,
    named,
  }: { readonly id: string; readonly image: ExplainedImage | undefined; readonly named: boolean },
): Html {
  const heading = named ? html`<h3>${name}</h3>\n` : html``;
  return html`${heading}<div class="images">
${image ? figure(image, { alt: `${CAPTIONS.image}, ${id}` }) : html``}${images.map((map) => figure(map, { alt: `${CAPTIONS[map.name]}, ${name}, ${id}` }))}</div>
`;
}

function figure({ name, png }: ExplainedImage, { alt }: { readonly alt: string }): Html {
  const source = `data:image/png;base64,${Buffer.from(png).toString('base64')}`;
  const place = name === 'image' ? 'cell' : name;
  return html`<figure class="${place}"><figcaption>${CAPTIONS[name]}</figcaption><img src="${source}" alt="${alt}"></figure>\n`;
}

/** Every location, the most probable first; of several per cell, with its threshold and whether it is claimed. */
function probabilityTable(probabilities: ExplainedCell['probabilities']): Html {
  const ranked = [...probabilities].sort((a, b) => b.probability - a.probability);
  const several = ranked.some(({ threshold }) => threshold !== undefined);
  return table({
    caption: 'Probability of each location',
    columns: several ? ['Location', 'Probability', 'Threshold', 'Claimed'] : ['Location', 'Probability'],
    rows: ranked.map(({ name, probability, threshold }) => {
      const claimed = threshold === undefined || probability >= threshold;
      return {
        cells:
          threshold === undefined
            ? [name, percent(probability)]
            : [name, percent(probability), percent(threshold), claimed ? 'yes' : 'no'],
        unclaimed: !claimed,
      };
    }),
  });
}

/** How far each location rests on each channel, the one that the first location needs most first. */
function channelTable(locations: ExplainedCell['locations']): Html {
  const [first] = locations;
  const ranked = [...(first?.channels ?? [])].sort((a, b) => b.drop - a.drop);
  const several = locations.length > 1;
  return table({
    caption: `How far the score (logit) ${several ? 'of each location' : 'of the answer'} drops without a channel`,
    columns: ['Channel', ...locations.map(({ name }) => name)],
    rows: ranked.map(({ name }) => ({
      cells: [
        name,
        ...locations.map(({ channels }) =>
          formatScore(channels.find((channel) => channel.name === name)?.drop ?? null),
        ),
      ],
    })),
  });
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

function table({
  caption,
  columns,
  rows,
}: {
  readonly caption: string;
  readonly columns: readonly string[];
  readonly rows: readonly { readonly cells: readonly string[]; readonly unclaimed?: boolean }[];
}): Html {
  const [heading, ...headings] = columns;
  const body = rows.map(({ cells: [name, ...cells], unclaimed }) => {
    const values = cells.map((cell) => html`<td class="number">${cell}</td>`);
    return html`<tr${unclaimed ? html` class="unclaimed"` : html``}><th scope="row">${name!}</th>${values}</tr>\n`;
  });
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${caption}"><table>
<caption><span>${caption}</span></caption>
<thead><tr><th scope="col">${heading!}</th>${headings.map((label) => html`<th scope="col" class="number">${label}</th>`)}</tr></thead>
<tbody>
${body}</tbody></table></div>
`;
}
