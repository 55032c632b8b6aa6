import { measuredModels } from '../../report/schema/measured-models.js';
import type { Report } from '../../report/schema/report-schema.js';
import { formatScore } from '../../report/words/format.js';
import { ensembleInWords } from '../../report/words/trainings-in-words.js';
import type { DrawnPlot } from './drawn-plot.js';
import { labelWidth } from './label-width.js';
import { modelColors } from './model-colors.js';

/** Of names, in pixels. */
const FONT_SIZE = 12;

/** Models per row of the legend. */
const LEGEND_COLUMNS = 2;
/** What a column of the legend needs beside its longest name, in pixels: the symbol and the gaps around it. */
const LEGEND_SYMBOL = 24;
/** The width that Vega, without a canvas, assumes for a character when it places the next column. */
const LEGEND_CHARACTER = 0.8 * FONT_SIZE;
const WIDTH = 240;

/** The F1 of each location on the test split, one dot per model. */
export function classF1Plot(report: Report): DrawnPlot {
  const { dataset } = report;
  const colors = modelColors(report.models);
  const measured = measuredModels(report);
  const titles = measured.map(({ title }) => title);
  const answering = measured.every(({ trainings }) => trainings.length === 1)
    ? ''
    : `, of ${ensembleInWords(measured[0]?.trainings ?? [])}`;
  const locations = dataset.classes.map(({ name }) => name);
  const points = measured.flatMap(({ title, test }) =>
    test.perClass.map(({ name, f1 }) => ({ model: title, location: name, f1 })),
  );
  return {
    title: `F1 of each location on the test split${answering}`,
    description: locations
      .map((name) => {
        const scores = points.filter(({ location }) => location === name);
        return `${name}: ${scores.map(({ model, f1 }) => `${model} ${formatScore(f1)}`).join(', ')}`;
      })
      .join('; '),
    spec: {
      width: WIDTH,
      height: { step: 24, for: 'position' },
      autosize: 'none',
      padding: {
        left: labelWidth(locations, { fontSize: FONT_SIZE }),
        right: Math.max(12, legendWidth(titles) - WIDTH),
        top: 16 + 18 * Math.ceil(measured.length / LEGEND_COLUMNS),
        bottom: 26,
      },
      data: { values: points },
      mark: { type: 'point', filled: true, size: 80, opacity: 0.9 },
      encoding: {
        y: {
          field: 'location',
          type: 'nominal',
          sort: null,
          title: null,
          axis: { labelLimit: 0, labelFontSize: FONT_SIZE, grid: true },
        },
        x: {
          field: 'f1',
          type: 'quantitative',
          title: null,
          scale: { domain: [0, 1] },
          axis: { tickCount: 5 },
        },
        yOffset: { field: 'model', type: 'nominal', sort: titles, scale: { paddingOuter: 3 } },
        color: {
          field: 'model',
          type: 'nominal',
          title: null,
          scale: { domain: titles, range: titles.map((title) => colors.get(title)!) },
          legend: { orient: 'top', symbolType: 'circle', columns: LEGEND_COLUMNS, labelLimit: 0 },
        },
      },
    },
  };
}

/** Returns the room that the legend needs, in pixels. */
function legendWidth(titles: readonly string[]): number {
  const longest = Math.max(...titles.map(({ length }) => length));
  const columnsBefore = Math.min(titles.length, LEGEND_COLUMNS) - 1;
  return (
    columnsBefore * (LEGEND_SYMBOL + Math.ceil(longest * LEGEND_CHARACTER)) +
    LEGEND_SYMBOL +
    labelWidth(titles, { fontSize: FONT_SIZE })
  );
}
