import type { Block, HeatMap, Table, Term } from '../report/sections/section.js';
import { formatCount, formatPercent } from '../report/words/format.js';
import { type Html, html } from './html-template.js';
import { renderPlot } from './render-plot.js';

/** Up to this many classes, the cells of a heat map have room for a count and a percentage. */
const ROOMY_CLASSES = 8;

/** Turns one block of the document into HTML. */
export async function htmlBlock(block: Block): Promise<Html> {
  switch (block.kind) {
    case 'paragraph':
      return html`<p>${block.text}</p>\n`;
    case 'list':
      return html`<ul>${block.items.map((item) => html`<li>${item}</li>`)}</ul>\n`;
    case 'terms':
      return terms(block.entries);
    case 'code':
      return html`<pre><code>${block.code}</code></pre>\n`;
    case 'table':
      return fold(table(block.table), { folded: block.folded, summary: block.table.caption });
    case 'heat-map':
      return fold(heatMap(block.heatMap), { folded: block.folded, summary: block.heatMap.caption });
    case 'plots':
      return html`<div class="plots">${await Promise.all(block.plots.map(renderPlot))}</div>\n`;
  }
}

function terms(entries: readonly Term[]): Html {
  return html`<dl>${entries.map(({ term, meaning }) => html`<div><dt>${term}</dt><dd>${meaning}</dd></div>\n`)}</dl>\n`;
}

function fold(content: Html, { folded, summary }: { folded: boolean | undefined; summary: string }): Html {
  return folded ? html`<details><summary>${summary}</summary>${content}</details>\n` : content;
}

function table({ caption, columns, rows, wordy }: Table): Html {
  const align = (index: number) => (columns[index]!.numeric ? 'number' : 'text');
  const head = columns.map(({ label }, index) => html`<th scope="col" class="${align(index)}">${label}</th>`);
  const body = rows.map(([name, ...cells]) => {
    const rest = cells.map((cell, index) => {
      const label = wordy ? html` data-label="${columns[index + 1]!.label}"` : html``;
      return html`<td class="${align(index + 1)}"${label}>${cell}</td>`;
    });
    return html`<tr><th scope="row">${name!}</th>${rest}</tr>\n`;
  });
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${caption}"><table${wordy ? html` class="wordy"` : html``}>
<caption><span>${caption}</span></caption>
<thead><tr>${head}</tr></thead>
<tbody>
${body}</tbody></table></div>\n`;
}

/** Counts as a table whose cells are the darker the larger their share of the total of the row. */
function heatMap({
  caption,
  classes,
  counts,
  totals,
  darkest = 1,
  hollow = false,
  relation,
  remark,
}: HeatMap): Html {
  const roomy = classes.length <= ROOMY_CLASSES;
  const rows = counts.map((row, at) => {
    const total = totals[at]!;
    const cells = row.map((count, index) => {
      if (hollow && at === index) {
        return html`<td style="--share:0"></td>`;
      }
      const share = total === 0 ? 0 : count / total;
      const title = `${classes[at]!.name} ${relation} ${classes[index]!.name}: ${count} of ${total}, ${formatPercent(share)}`;
      const percent = html`<small>${formatPercent(share)}</small>`;
      return html`<td class="${at === index ? 'hit' : 'miss'}" style="--share:${(share / darkest).toFixed(3)}" title="${title}">${roomy || count > 0 ? formatCount(count) : ''}${roomy && total > 0 ? percent : ''}</td>`;
    });
    return html`<tr><th scope="row">${classes[at]!.name}</th>${cells}</tr>\n`;
  });
  const head = classes.map(({ name }) => html`<th scope="col"><span>${name}</span></th>`);
  return html`<div class="scroll wide" tabindex="0" role="region" aria-label="${caption}"><table class="heat ${roomy ? 'roomy' : 'dense'}">
<caption><span>${caption}</span></caption>
<thead><tr><td></td>${head}</tr></thead>
<tbody>
${rows}</tbody></table></div>
<p class="remark">${remark}${roomy ? html`` : html`<span class="hint"> Point at a cell to see its share of the row.</span>`}</p>\n`;
}
