import { measuredModels } from '../../report/schema/measured-models.js';
import type { Interval, Report } from '../../report/schema/report-schema.js';
import { formatEstimate, formatScore } from '../../report/words/format.js';
import { allModelsTitle } from '../../report/words/trainings-in-words.js';
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

/**
 * Test macro F1 of every measured model with its interval, and the baselines as dashed lines. Of several trainings, the dot is their
 * mean, the rings are the trainings one by one, and the diamond is their ensemble.
 */
export function macroF1Plot(report: Report): DrawnPlot {
  const colors = modelColors(report.models);
  const measured = measuredModels(report);
  const models = measured.map(({ title, scores }): Row => {
    const { mean, interval = null } = scores.macroF1;
    const label = formatEstimate(mean, interval);
    return { name: title, score: mean, ...ends(interval), label, color: colors.get(title)! };
  });
  const all = report.ensemble ? [ensembleRow(report.ensemble)] : [];
  const baselines = report.baselines.map(
    ({ name, test }): Row => ({
      name,
      score: test.macroF1,
      label: formatScore(test.macroF1),
      color: 'var(--muted)',
    }),
  );
  const rows = [...models, ...all, ...baselines];
  const names = rows.map(({ name }) => name);
  const labels = rows.map(({ label }) => label);
  const repeated = measured
    .filter(({ trainings }) => trainings.length > 1)
    .map((model) => ({ ...model, color: colors.get(model.title)! }));
  const rings = repeated.flatMap(({ title, trainings, color }) =>
    trainings.flatMap(({ test }) => (test === null ? [] : [{ name: title, score: test.macroF1, color }])),
  );
  const diamonds = repeated.map(({ title, test, color }) => ({ name: title, score: test.macroF1, color }));
  const y = {
    field: 'name',
    type: 'nominal',
    sort: names,
    title: null,
    axis: { labelLimit: 0, labelFontSize: FONT_SIZE },
  } as const;
  const single =
    rings.length === 0 ? '' : '; rings are single trainings, dots their means, diamonds their ensembles';
  return {
    title: `Macro F1 on the test split, with 95 % intervals${single}; the dashed lines are the baselines`,
    description: [
      ...rows.map(({ name, label }) => `${name}: ${label}`),
      ...diamonds.map(({ name, score }) => `ensemble of ${name}: ${formatScore(score)}`),
    ].join('; '),
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
          data: { values: rings },
          mark: { type: 'point', filled: false, size: 55, strokeWidth: 1.5, opacity: 1 },
        },
        {
          data: { values: diamonds },
          mark: { type: 'point', shape: 'diamond', filled: false, size: 150, strokeWidth: 2, opacity: 1 },
        },
        {
          mark: { type: 'text', align: 'left', dx: 12, fontSize: FONT_SIZE, color: 'var(--ink)' },
          encoding: { x: { value: 'width' }, text: { field: 'label' }, color: { value: 'var(--ink)' } },
        },
      ],
    },
  };
}

function ensembleRow({ models, test }: NonNullable<Report['ensemble']>): Row {
  const { macroF1, intervals } = test;
  const interval = intervals.macroF1;
  return {
    name: allModelsTitle({ models }),
    score: macroF1,
    ...ends(interval),
    label: formatEstimate(macroF1, interval),
    color: 'var(--ink)',
  };
}

function ends(interval: Interval | null): Pick<Row, 'low' | 'high'> {
  return interval ? { low: interval[0], high: interval[1] } : {};
}
