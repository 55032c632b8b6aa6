import { measuredModels } from '../../report/schema/measured-models.js';
import type { Interval, Report } from '../../report/schema/report-schema.js';
import { formatEstimate, formatScore } from '../../report/words/format.js';
import type { DrawnPlot } from './drawn-plot.js';
import { labelWidth } from './label-width.js';
import { modelColors } from './model-colors.js';

/** Of names and numbers, in pixels. */
const FONT_SIZE = 13;

/** One row of the plot. */
interface Row {
  readonly name: string;
  readonly score: number;
  readonly low?: number;
  readonly high?: number;
  readonly label: string;
  readonly color: string;
}

/** Test macro F1 of every measured model with its interval, and the baselines as dashed lines. */
export function macroF1Plot(report: Report): DrawnPlot {
  const colors = modelColors(report.models);
  const models = measuredModels(report).map(({ title, test }): Row => {
    const { macroF1, intervals } = test;
    return {
      name: title,
      score: macroF1,
      ...ends(intervals.macroF1),
      label: formatEstimate(macroF1, intervals.macroF1),
      color: colors.get(title)!,
    };
  });
  const baselines = report.baselines.map(
    ({ name, test }): Row => ({
      name,
      score: test.macroF1,
      label: formatScore(test.macroF1),
      color: 'var(--muted)',
    }),
  );
  const rows = [...models, ...baselines];
  const names = rows.map(({ name }) => name);
  const labels = rows.map(({ label }) => label);
  const y = {
    field: 'name',
    type: 'nominal',
    sort: null,
    title: null,
    axis: { labelLimit: 0, labelFontSize: FONT_SIZE },
  } as const;
  return {
    title: 'Macro F1 on the test split, with 95 % intervals; the dashed lines are the baselines',
    description: rows.map(({ name, label }) => `${name}: ${label}`).join('; '),
    spec: {
      width: 240,
      height: { step: 32 },
      autosize: 'none',
      padding: {
        left: labelWidth(names, { fontSize: FONT_SIZE }),
        right: labelWidth(labels, { fontSize: FONT_SIZE }),
        top: 6,
        bottom: 26,
      },
      data: { values: rows },
      encoding: {
        y,
        x: {
          field: 'score',
          type: 'quantitative',
          scale: { domain: [0, 1] },
          title: null,
          axis: { tickCount: 5 },
        },
        color: { field: 'color', type: 'nominal', scale: null },
      },
      layer: [
        {
          data: { values: baselines },
          mark: { type: 'rule', strokeDash: [4, 3], color: 'var(--muted)' },
          encoding: { y: { value: 0 }, y2: { value: 'height' } },
        },
        {
          transform: [{ filter: 'isValid(datum.low)' }],
          mark: { type: 'rule', strokeWidth: 3, strokeCap: 'round', opacity: 0.55 },
          encoding: { x: { field: 'low', type: 'quantitative' }, x2: { field: 'high' } },
        },
        { mark: { type: 'point', filled: true, size: 90, opacity: 1 } },
        {
          mark: { type: 'text', align: 'left', dx: 12, fontSize: FONT_SIZE, color: 'var(--ink)' },
          encoding: { x: { value: 'width' }, text: { field: 'label' }, color: { value: 'var(--ink)' } },
        },
      ],
    },
  };
}

function ends(interval: Interval | null): Pick<Row, 'low' | 'high'> {
  return interval ? { low: interval[0], high: interval[1] } : {};
}
