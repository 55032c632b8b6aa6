import type { Report } from '../../report/schema/report-schema.js';
import { formatScore } from '../../report/words/format.js';
import type { DrawnPlot } from './drawn-plot.js';
import { modelColors } from './model-colors.js';

/** Macro F1 in validation after each epoch, one line per model; a dot marks the epoch whose weights were kept. */
export function learningPlot({ models }: Report): DrawnPlot {
  const colors = modelColors(models);
  const trained = models.filter(({ history }) => history.length > 0).map(({ title }) => title);
  const points = models.flatMap(({ title, history, best }) =>
    history.map(({ epoch, validationMacroF1 }) => ({
      model: title,
      epoch,
      macroF1: validationMacroF1,
      kept: epoch === best?.epoch,
    })),
  );
  const kept = points.filter((point) => point.kept);
  return {
    title: 'Macro F1 in validation after each epoch; a dot marks the weights that were kept',
    description: kept
      .map(({ model, epoch, macroF1 }) => `${model}: ${formatScore(macroF1)} at epoch ${epoch}`)
      .join('; '),
    spec: {
      width: 400,
      height: 220,
      data: { values: points },
      encoding: {
        x: {
          field: 'epoch',
          type: 'quantitative',
          title: 'Epoch',
          scale: { nice: false },
          axis: { tickMinStep: 1, format: 'd' },
        },
        y: {
          field: 'macroF1',
          type: 'quantitative',
          title: null,
          scale: { domain: [0, 1] },
          axis: { tickCount: 5 },
        },
        color: {
          field: 'model',
          type: 'nominal',
          title: null,
          scale: { domain: trained, range: trained.map((title) => colors.get(title)!) },
          legend: { orient: 'top', symbolType: 'stroke', columns: 3, labelLimit: 0 },
        },
      },
      layer: [
        { mark: { type: 'line', strokeWidth: 2 } },
        {
          transform: [{ filter: 'datum.kept' }],
          mark: { type: 'point', filled: true, size: 80, opacity: 1 },
        },
      ],
    },
  };
}
