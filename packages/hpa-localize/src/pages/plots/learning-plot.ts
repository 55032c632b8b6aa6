import type { Report } from '../../report/schema/report-schema.js';
import { formatScore } from '../../report/words/format.js';
import { trainingInWords } from '../../report/words/trainings-in-words.js';
import type { DrawnPlot } from './drawn-plot.js';
import { modelColors } from './model-colors.js';

/** Macro F1 in validation after each epoch, one line per training; a dot marks the epoch whose weights were kept. */
export function learningPlot({ models }: Report): DrawnPlot {
  const colors = modelColors(models);
  const trained = models
    .filter(({ trainings }) => trainings.some(({ history }) => history.length > 0))
    .map(({ title }) => title);
  const repeated = models.some(({ trainings }) => trainings.length > 1);
  const points = models.flatMap(({ title, trainings }) =>
    trainings.flatMap(({ history, best, ...training }) =>
      history.map(({ epoch, validationMacroF1 }) => ({
        model: title,
        training: [title, trainingInWords(training)].filter((part) => part !== '').join(', '),
        epoch,
        macroF1: validationMacroF1,
        kept: epoch === best?.epoch,
      })),
    ),
  );
  const kept = points.filter((point) => point.kept);
  return {
    title: 'Macro F1 in validation after each epoch; a dot marks the weights that were kept',
    description: kept
      .map(({ training, epoch, macroF1 }) => `${training}: ${formatScore(macroF1)} at epoch ${epoch}`)
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
        detail: { field: 'training', type: 'nominal' },
        color: {
          field: 'model',
          type: 'nominal',
          title: null,
          scale: { domain: trained, range: trained.map((title) => colors.get(title)!) },
          legend: { orient: 'top', symbolType: 'stroke', columns: 3, labelLimit: 0 },
        },
      },
      layer: [
        { mark: { type: 'line', strokeWidth: repeated ? 1.25 : 2, opacity: repeated ? 0.75 : 1 } },
        {
          transform: [{ filter: 'datum.kept' }],
          mark: { type: 'point', filled: true, size: repeated ? 50 : 80, opacity: 1 },
        },
      ],
    },
  };
}
