import type { ModelReport } from '../../report/schema/report-schema.js';
import { formatScore } from '../../report/words/format.js';
import type { DrawnPlot } from './drawn-plot.js';

/** The loss of one model in training and in validation after each epoch, a pair of lines for each training. */
export function lossPlot({ title, trainings }: ModelReport): DrawnPlot {
  const repeated = trainings.length > 1;
  const points = trainings.flatMap(({ history }, training) =>
    history.flatMap(({ epoch, loss, validationLoss }) => [
      { split: 'Training', line: `training ${training}`, epoch, loss },
      { split: 'Validation', line: `validation ${training}`, epoch, loss: validationLoss },
    ]),
  );
  const lasts = trainings.flatMap(({ history }) => history.at(-1) ?? []);
  const longest = Math.max(...lasts.map(({ epoch }) => epoch));
  return {
    title: `${title}: loss`,
    description: lasts
      .map(
        ({ epoch, loss, validationLoss }) =>
          `At epoch ${epoch}, training ${formatScore(loss)}, validation ${formatScore(validationLoss)}`,
      )
      .join('; '),
    spec: {
      width: 176,
      height: 130,
      autosize: 'none',
      padding: { left: 36, right: 12, top: 26, bottom: 40 },
      data: { values: points },
      mark: { type: 'line', strokeWidth: repeated ? 1.25 : 2, point: longest === 1 },
      encoding: {
        detail: { field: 'line', type: 'nominal' },
        x: {
          field: 'epoch',
          type: 'quantitative',
          title: 'Epoch',
          scale: { nice: false },
          axis: { tickMinStep: 1, format: 'd', tickCount: 6 },
        },
        y: { field: 'loss', type: 'quantitative', title: null, axis: { tickCount: 4 } },
        color: {
          field: 'split',
          type: 'nominal',
          title: null,
          scale: { domain: ['Training', 'Validation'], range: ['var(--muted)', 'var(--ink)'] },
          legend: { orient: 'top', symbolType: 'stroke' },
        },
      },
    },
  };
}
