import type { ExplainedCell, ExplainedImage } from '../explain/explain-cell.js';
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

function section({ id, answer, probabilities, channels, images }: ExplainedCell): Html {
  const ranked = [...probabilities].sort((a, b) => b.probability - a.probability);
  const drops = [...channels].sort((a, b) => b.drop - a.drop);
  return html`<section>
<h2>${id}: ${answer}</h2>
<div class="images">
${images.map((image) => figure(image, id))}</div>
<div class="tables">
${table(
  'Probability of each location',
  ranked.map(({ name, probability }) => [name, `${(100 * probability).toFixed(1)} %`]),
)}${table(
  'How far the answer’s score (logit) drops without a channel',
  drops.map(({ name, drop }) => [name, formatScore(drop)]),
)}</div>
</section>
`;
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
