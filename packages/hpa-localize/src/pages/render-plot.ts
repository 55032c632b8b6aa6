import { parse, View } from 'vega';
import { type Config, compile } from 'vega-lite';
import type { Plot } from '../report/sections/section.js';
import { showHidden } from '../report/words/show-hidden.js';
import { type Html, html, trusted } from './html-template.js';
import { classF1Plot } from './plots/class-f1-plot.js';
import type { DrawnPlot } from './plots/drawn-plot.js';
import { learningPlot } from './plots/learning-plot.js';
import { lossPlot } from './plots/loss-plot.js';
import { macroF1Plot } from './plots/macro-f1-plot.js';

/**
 * Draws a plot as a figure with an SVG to be used inside a page: no script, no outside reference, colors from the
 * page's own variables, and a description for readers who do not see it.
 */
export async function renderPlot(plot: Plot): Promise<Html> {
  return drawPlot(drawnPlot(plot));
}

/** Draws what Vega-Lite is told, as {@link renderPlot} does. */
export async function drawPlot({ title, description, spec }: DrawnPlot): Promise<Html> {
  const view = new View(parse(compile({ ...spec, config: CONFIG }).spec), { renderer: 'none' });
  try {
    const svg = await view.toSVG();
    const label = html`<svg role="img" aria-label="${`${title}. ${description}`}" `;
    const labeled = trusted(showHidden(svg).replace('<svg ', () => label.markup));
    return html`<figure><figcaption>${title}</figcaption>${labeled}</figure>\n`;
  } finally {
    view.finalize();
  }
}

function drawnPlot(plot: Plot): DrawnPlot {
  switch (plot.kind) {
    case 'macro-f1':
      return macroF1Plot(plot.report);
    case 'class-f1':
      return classF1Plot(plot.report);
    case 'learning':
      return learningPlot(plot.report);
    case 'loss':
      return lossPlot(plot.model);
  }
}

const CONFIG: Config = {
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
