import type { ExplainedCell, ExplainedImage, ExplainedLocation } from '../explain/explain-cell.js';
import { formatScore } from '../report/words/format.js';
import { type Html, html } from './html-template.js';
import { page } from './page.js';

const CAPTIONS: Readonly<Record<ExplainedImage['name'], string>> = {
  image: 'The cell',
  'grad-cam': 'Grad-CAM: what supports the answer',
  occlusion: 'Occlusion: what the answer needs',
};

const LAYOUT = `
.images { display: grid; grid-template-columns: repeat(auto-fit, minmax(11rem, 1fr)); align-items: end; gap: 1rem; margin: 0 0 1.5rem; }
.images img { display: block; width: 100%; border-radius: 4px; background: #000; }
.tables { display: grid; grid-template-columns: repeat(auto-fit, minmax(18rem, 1fr)); gap: 0 3rem; }
`;

/** Renders explanations as one self-contained page: it opens from disk, loads nothing and runs no script. */
export function explanationsPage(
  cells: readonly ExplainedCell[],
  { model, provenance }: { readonly model: string; readonly provenance: string },
): string {
  const title = `What ${model} sees`;
  const body = html`<header>
<h1>${title}</h1>
<p class="subtitle">Weights: ${provenance}</p>
<p>In the image of the cell, microtubules are red, the protein is green, the nucleus is blue and the endoplasmic reticulum is yellow.
The maps run from dark (no effect on the answer) to yellow (the strongest effect in this image). They show what the model looks at,
not whether its answer is right.</p>
</header>
<main>
${cells.map(section)}</main>
`;
  return page(body, { title, layout: LAYOUT });
}

function section({ id, answer, probabilities, image, locations }: ExplainedCell): Html {
  const ranked = [...probabilities].sort((a, b) => b.probability - a.probability);
  return html`<section>
<h2>${id}: ${answer}</h2>
${locations.map((location, index) => locationBlock(location, { id, image: index === 0 ? image : undefined, named: locations.length > 1 }))}<div class="tables">
${table(
  'Probability of each location',
  ranked.map(({ name, probability, threshold }) => [name, percent(probability) + claimedFrom(threshold)]),
)}${locations.map(({ name, channels }) =>
  table(
    `How far the score (logit) ${locations.length > 1 ? `of ${name} ` : ''}drops without a channel`,
    [...channels].sort((a, b) => b.drop - a.drop).map((channel) => [channel.name, formatScore(channel.drop)]),
  ),
)}</div>
</section>
`;
}

/** The maps of one location, after the image of the cell if it is the first. */
function locationBlock(
  { name, images }: ExplainedLocation,
  {
    id,
    image,
    named,
  }: { readonly id: string; readonly image: ExplainedImage | undefined; readonly named: boolean },
): Html {
  return html`${named ? html`<h3>${name}</h3>\n` : ''}<div class="images">
${[...(image ? [image] : []), ...images].map((each) => figure(each, id))}</div>
`;
}

function claimedFrom(threshold: number | undefined): string {
  return threshold === undefined ? '' : `, claimed from ${percent(threshold)}`;
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

function figure({ name, png }: ExplainedImage, id: string): Html {
  const source = `data:image/png;base64,${Buffer.from(png).toString('base64')}`;
  return html`<figure><figcaption>${CAPTIONS[name]}</figcaption><img src="${source}" alt="${CAPTIONS[name]}, ${id}"></figure>\n`;
}

function table(caption: string, rows: readonly (readonly [string, string])[]): Html {
  const body = rows.map(
    ([name, value]) => html`<tr><th scope="row">${name}</th><td class="number">${value}</td></tr>\n`,
  );
  return html`<table>
<caption><span>${caption}</span></caption>
<tbody>
${body}</tbody></table>
`;
}
