import type { ExplainedCell, ExplainedPicture } from '../explain/explain-cell.js';
import { type Html, html, trusted } from './html-template.js';
import { stylesheet } from './stylesheet.js';

const captions: Readonly<Record<ExplainedPicture['name'], string>> = {
  picture: 'The cell',
  'grad-cam': 'Grad-CAM: where the answer shows',
  occlusion: 'Occlusion: where covering hurts it',
};

const layout = `
.pictures { display: grid; grid-template-columns: repeat(auto-fit, minmax(11rem, 1fr)); align-items: end; gap: 1rem; margin: 0 0 1.5rem; }
.pictures img { display: block; width: 100%; border-radius: 4px; background: #000; }
.tables { display: grid; grid-template-columns: repeat(auto-fit, minmax(18rem, 1fr)); gap: 0 3rem; }
`;

/** Renders explanations as one self-contained page: it opens from disk, loads nothing and runs no script. */
export function renderExplanations(
  cells: readonly ExplainedCell[],
  { model, weights }: { readonly model: string; readonly weights: string },
): string {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>What ${model} sees</title>
<style>${trusted(stylesheet + layout)}</style>
</head>
<body>
<header>
<h1>What ${model} sees</h1>
<p class="subtitle">${weights}</p>
<p>In the pictures microtubules are red, the protein is green, the nucleus blue and the endoplasmic reticulum yellowish.
From violet to yellow, the maps show what speaks for the answer, each relative to its own highest value: that a place is bright
does not make the answer right.</p>
</header>
<main>
${cells.map(section)}</main>
</body>
</html>
`.markup;
}

function section({ id, answer, probabilities, stains, pictures }: ExplainedCell): Html {
  const ranked = [...probabilities].sort((a, b) => b.probability - a.probability);
  const falls = [...stains].sort((a, b) => b.fall - a.fall);
  return html`<section>
<h2>${id}: ${answer}</h2>
<div class="pictures">
${pictures.map((picture) => figure(picture, id))}</div>
<div class="tables">
${table(
  'Probability of each class',
  ranked.map(({ name, probability }) => [name, `${(100 * probability).toFixed(1)} %`]),
)}${table(
  'Fall of the logit when a stain is made uniform',
  falls.map(({ name, fall }) => [name, fall.toFixed(2)]),
)}</div>
</section>
`;
}

function figure({ name, png }: ExplainedPicture, id: string): Html {
  const source = `data:image/png;base64,${Buffer.from(png).toString('base64')}`;
  return html`<figure><figcaption>${captions[name]}</figcaption><img src="${source}" alt="${captions[name]}, ${id}"></figure>\n`;
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
