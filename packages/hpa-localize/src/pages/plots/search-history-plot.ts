import { formatScore } from '../../report/words/format.js';
import type { SearchDocument } from '../../search/schema/search-schema.js';
import type { DrawnPlot } from './drawn-plot.js';

/** The value of each complete trial, and the best one so far as a line of steps. */
export function searchHistoryPlot({ trials, best }: SearchDocument): DrawnPlot {
  const complete = trials.flatMap(({ number, value }) => (value === null ? [] : [{ trial: number, value }]));
  const values = complete.map((point, index) => ({
    ...point,
    best: Math.max(...complete.slice(0, index + 1).map(({ value }) => value)),
    isBest: point.trial === best,
  }));
  const steps = values.filter((point, index) => index === 0 || point.best > values[index - 1]!.best);
  return {
    title: 'Value of each trial; the line is the best so far',
    description: steps.map((point) => `${formatScore(point.best)} from trial ${point.trial} on`).join('; '),
    spec: {
      width: 400,
      height: 200,
      data: { values },
      encoding: {
        x: {
          field: 'trial',
          type: 'quantitative',
          title: 'Trial',
          scale: { nice: false, domain: [0, Math.max(1, ...trials.map(({ number }) => number))] },
          axis: { tickMinStep: 1, format: 'd' },
        },
      },
      layer: [
        {
          mark: { type: 'line', interpolate: 'step-after', strokeWidth: 2, color: 'var(--series-1)' },
          encoding: { y: { field: 'best', type: 'quantitative' } },
        },
        {
          mark: { type: 'point', filled: true, size: 45, opacity: 1 },
          encoding: {
            y: {
              field: 'value',
              type: 'quantitative',
              title: null,
              scale: { zero: false },
              axis: { tickCount: 5 },
            },
            color: {
              condition: { test: 'datum.isBest', value: 'var(--series-2)' },
              value: 'var(--muted)',
            },
          },
        },
      ],
    },
  };
}
