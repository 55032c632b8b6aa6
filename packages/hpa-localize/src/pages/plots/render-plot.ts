import { parse, View } from 'vega';
import { type Config, compile } from 'vega-lite';
import type { Plot } from '../../report/document.js';
import { type Html, html, trusted } from '../html-template.js';

/**
 * Draws a plot as SVG, to stand inside a page: no script, no outside reference, colours from the page's own
 * variables, and the plot's description for those who cannot see it.
 */
export async function renderPlot({ title, description, spec }: Plot): Promise<Html> {
  const view = new View(parse(compile({ ...spec, config }).spec), { renderer: 'none' });
  try {
    const svg = await view.toSVG();
    const label = html`<svg role="img" aria-label="${`${title}. ${description}`}" `;
    return trusted(svg.replace('<svg ', () => label.markup));
  } finally {
    view.finalize();
  }
}

const config: Config = {
  aria: false,
  background: 'transparent',
  font: 'system-ui, sans-serif',
  padding: 4,
  view: { stroke: null },
  axis: {
    domain: false,
    ticks: false,
    labelPadding: 8,
    labelFontSize: 12,
    titleFontSize: 12,
    titleFontWeight: 'normal',
    labelColor: 'var(--ink)',
    titleColor: 'var(--muted)',
    gridColor: 'var(--rule)',
  },
  axisX: { labelColor: 'var(--muted)' },
  legend: { labelColor: 'var(--ink)', labelFontSize: 12, symbolStrokeWidth: 2, offset: 8 },
};
