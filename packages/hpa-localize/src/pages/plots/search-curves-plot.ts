import { formatScore } from '../../report/words/format.js';
import type { SearchDocument } from '../../search/schema/search-schema.js';
import type { DrawnPlot } from './drawn-plot.js';

/** How the curves of each kind of trial are drawn, from the bottom up. */
const KINDS = [
  { kind: 'ended early', color: 'var(--muted)', opacity: 0.4, strokeWidth: 1 },
  { kind: 'complete', color: 'var(--series-1)', opacity: 0.65, strokeWidth: 1.2 },
  { kind: 'best', color: 'var(--series-2)', opacity: 1, strokeWidth: 2.5 },
] as const;

/** The value of each trial after each epoch: the best one in color, those that were stopped early faded. */
export function searchCurvesPlot({ trials, best }: SearchDocument): DrawnPlot {
  const values = trials.flatMap(({ number, state, reports }) =>
    reports.map(([epoch, value]) => ({
      trial: number,
      epoch,
      value,
      kind: number === best ? 'best' : state === 'complete' ? 'complete' : 'ended early',
    })),
  );
  const winner = trials.find(({ number }) => number === best);
  const last = winner?.reports.at(-1);
  return {
    title: 'Value after each epoch; faded lines ended early',
    description: last
      ? `The best, trial ${best}, has ${formatScore(last[1])} after epoch ${last[0]}`
      : 'No trial is complete',
    spec: {
      width: 400,
      height: 200,
      data: { values },
      encoding: {
        x: {
          field: 'epoch',
          type: 'quantitative',
          title: 'Epoch',
          scale: { nice: false },
          axis: { tickMinStep: 1, format: 'd' },
        },
        y: {
          field: 'value',
          type: 'quantitative',
          title: null,
          scale: { zero: false },
          axis: { tickCount: 5 },
        },
        detail: { field: 'trial', type: 'nominal' },
        color: {
          field: 'kind',
          type: 'nominal',
          title: null,
          scale: { domain: KINDS.map(({ kind }) => kind), range: KINDS.map(({ color }) => color) },
          legend: { orient: 'top', symbolType: 'stroke' },
        },
      },
      layer: KINDS.map(({ kind, opacity, strokeWidth }) => ({
        transform: [{ filter: `datum.kind === '${kind}'` }],
        mark: { type: 'line' as const, opacity, strokeWidth, point: { size: 14, opacity } },
      })),
    },
  };
}
