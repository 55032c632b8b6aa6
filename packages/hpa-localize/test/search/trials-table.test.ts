import { expect, it } from 'vitest';
import type { SearchDocument } from '../../src/search/schema/search-schema.js';
import { trialsTable } from '../../src/search/trials-table.js';

it('has a row a trial, empty where a key was not in its space or was left out', () => {
  const space: SearchDocument['space'] = {
    learningRate: { kind: 'log-uniform', low: 1e-5, high: 1 },
    'ema.decay': { kind: 'choice', values: [null, 0.98] },
    'optimizer.weightDecay': {
      kind: 'conditional',
      on: 'learningRate',
      values: [1],
      dimension: { kind: 'uniform', low: 0, high: 1 },
    },
  };
  const trials: SearchDocument['trials'] = [
    {
      number: 0,
      seed: 1,
      parameters: { learningRate: 0.1 + 0.2, 'ema.decay': null },
      state: 'complete',
      value: 0.5,
      reports: [
        [1, 0.25],
        [2, 0.5],
      ],
    },
    {
      number: 1,
      seed: 2,
      parameters: { learningRate: 1, 'ema.decay': 0.98, 'optimizer.weightDecay': 0.125 },
      state: 'failed',
      value: null,
      reports: [],
      error: '=the loss is not finite, "NaN"',
    },
  ];
  expect(trialsTable({ trials, space })).toBe(
    [
      'trial,state,value,epochs,learningRate,ema.decay,optimizer.weightDecay,error',
      '0,complete,0.5,2,0.30000000000000004,,,',
      `1,failed,,0,1,0.98,0.125,"'=the loss is not finite, ""NaN"""`,
      '',
    ].join('\n'),
  );
});
