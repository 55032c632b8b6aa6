import { formatScore } from '../../report/words/format.js';
import { parameterInWords } from '../../search/schema/parameter-in-words.js';
import type { SearchDocument } from '../../search/schema/search-schema.js';
import type { DrawnPlot } from './drawn-plot.js';

/** Longest name of a choice below the axis, in characters; longer ones are cut. */
const LONGEST_LABEL = 12;

/** The value of each complete trial over what one key was in it; a dot of another color is the best trial. */
export function searchSlicePlot(
  { trials, best, space }: SearchDocument,
  { key }: { readonly key: string },
): DrawnPlot {
  const whole = space[key]!;
  const dimension = whole.kind === 'conditional' ? whole.dimension : whole;
  const isChoice = dimension.kind === 'choice';
  const order = isChoice ? dimension.values.map((value) => cut(parameterInWords(value))) : [];
  const points = trials.flatMap(({ number, parameters, value }) => {
    const parameter = parameters[key];
    return value === null || parameter === undefined
      ? []
      : [
          {
            parameter: isChoice ? cut(parameterInWords(parameter)) : parameter,
            value,
            isBest: number === best,
          },
        ];
  });
  const chosen = points.find(({ isBest }) => isBest);
  const isLogarithmic = dimension.kind === 'log-uniform' || (dimension.kind === 'integer' && dimension.log);
  return {
    title: key,
    description: chosen
      ? `The best trial has ${chosen.parameter} and a value of ${formatScore(chosen.value)}`
      : 'Not in the best trial',
    spec: {
      width: 176,
      height: 120,
      autosize: 'none',
      padding: { left: 36, right: 20, top: 8, bottom: 30 },
      data: { values: points },
      mark: { type: 'point', filled: true, size: 40, opacity: 0.85 },
      encoding: {
        x:
          dimension.kind === 'choice'
            ? {
                field: 'parameter',
                type: 'nominal',
                title: null,
                sort: order,
                axis: { labelAngle: 0, labelOverlap: true },
              }
            : {
                field: 'parameter',
                type: 'quantitative',
                title: null,
                scale: {
                  type: isLogarithmic ? 'log' : 'linear',
                  nice: false,
                  domain: [dimension.low, dimension.high],
                },
                axis: { tickCount: 3, format: '~g', grid: false, labelOverlap: true },
              },
        y: {
          field: 'value',
          type: 'quantitative',
          title: null,
          scale: { zero: false },
          axis: { tickCount: 4 },
        },
        color: { condition: { test: 'datum.isBest', value: 'var(--series-2)' }, value: 'var(--series-1)' },
      },
    },
  };
}

function cut(text: string): string {
  return text.length > LONGEST_LABEL ? `${text.slice(0, LONGEST_LABEL - 1)}…` : text;
}
