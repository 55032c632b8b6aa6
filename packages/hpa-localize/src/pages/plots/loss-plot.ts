import type { ModelReport } from '../../report/schema/report-schema.js';
import { formatScore } from '../../report/words/format.js';
import type { DrawnPlot } from './drawn-plot.js';

/** The loss of one model in training and in validation after each epoch. */
export function lossPlot({ title, history }: ModelReport): DrawnPlot {
  const points = history.flatMap(({ epoch, loss, validationLoss }) => [
    { split: 'Training', epoch, loss },
    { split: 'Validation', epoch, loss: validationLoss },
  ]);
  const last = history.at(-1)!;
  return {
    title: `${title}: loss`,
    description: `At epoch ${last.epoch}, training ${formatScore(last.loss)}, validation ${formatScore(last.validationLoss)}`,
    spec: {
      width: 176,
      height: 130,
      autosize: 'none',
      padding: { left: 36, right: 12, top: 26, bottom: 40 },
      data: { values: points },
      mark: { type: 'line', strokeWidth: 2, point: history.length === 1 },
      encoding: {
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
