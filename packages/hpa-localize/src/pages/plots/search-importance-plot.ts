import { formatPercent } from '../../report/words/format.js';
import type { SearchDocument } from '../../search/schema/search-schema.js';
import type { DrawnPlot } from './drawn-plot.js';
import { labelWidth } from './label-width.js';

/** Of names and numbers, in pixels. */
const FONT_SIZE = 13;

/** How much of the variance of the values each key explains alone. */
export function searchImportancePlot(importance: NonNullable<SearchDocument['importance']>): DrawnPlot {
  const rows = importance.map(({ key, share }) => ({ key, share, label: formatPercent(share) }));
  return {
    title: 'Share of the variance of the values that each key explains alone',
    description: rows.map(({ key, label }) => `${key}: ${label}`).join('; '),
    spec: {
      width: 200,
      height: { step: 26 },
      autosize: 'none',
      padding: {
        left: labelWidth(
          rows.map(({ key }) => key),
          { fontSize: FONT_SIZE },
        ),
        right: labelWidth(['100 %'], { fontSize: FONT_SIZE }),
        top: 6,
        bottom: 8,
      },
      data: { values: rows },
      encoding: {
        y: {
          field: 'key',
          type: 'nominal',
          sort: null,
          title: null,
          axis: { labelLimit: 0, labelFontSize: FONT_SIZE },
        },
        x: { field: 'share', type: 'quantitative', scale: { domain: [0, 1] }, axis: null },
      },
      layer: [
        { mark: { type: 'bar', color: 'var(--series-1)', height: 14 } },
        {
          mark: { type: 'text', align: 'left', dx: 8, fontSize: FONT_SIZE, color: 'var(--ink)' },
          encoding: { text: { field: 'label' } },
        },
      ],
    },
  };
}
