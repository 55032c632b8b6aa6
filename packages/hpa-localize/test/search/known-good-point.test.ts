import { expect, it } from 'vitest';
import { knownGoodPoint } from '../../src/search/known-good-point.js';
import type { SearchSpace } from '../../src/search/schema/space-schema.js';

const recipe = { learningRate: 1e-3, optimizer: { name: 'adam' }, schedule: { name: 'cosine' } };
const networkOptions = { dropout: 0.3 };

it('is the recipe as it stands, with the defaults of training and network', () => {
  const space: SearchSpace = {
    learningRate: { kind: 'log-uniform', low: 1e-4, high: 1e-2 },
    'options.dropout': { kind: 'uniform', low: 0, high: 0.5 },
    'schedule.warmUp': { kind: 'integer', low: 0, high: 3, log: false },
    'ema.decay': { kind: 'choice', values: [null, 0.98] },
  };
  expect(knownGoodPoint(recipe, { space, networkOptions })).toEqual({
    parameters: { learningRate: 1e-3, 'options.dropout': 0.3, 'schedule.warmUp': 0, 'ema.decay': null },
  });
});

it('has a conditional key only if its condition is met', () => {
  const decay = {
    kind: 'conditional',
    on: 'optimizer.name',
    values: ['adamw'],
    dimension: { kind: 'log-uniform', low: 1e-5, high: 1e-1 },
  } as const;
  const space: SearchSpace = {
    'optimizer.name': { kind: 'choice', values: ['adam', 'adamw'] },
    'optimizer.weightDecay': decay,
  };
  expect(knownGoodPoint(recipe, { space, networkOptions })).toEqual({
    parameters: { 'optimizer.name': 'adam' },
  });
  const other = { ...recipe, optimizer: { name: 'adamw', weightDecay: 0.01 } };
  expect(knownGoodPoint(other, { space, networkOptions })).toEqual({
    parameters: { 'optimizer.name': 'adamw', 'optimizer.weightDecay': 0.01 },
  });
});

it('does not exist if a value of the recipe is not in the space, and says which', () => {
  const reasonOf = (space: SearchSpace) => knownGoodPoint(recipe, { space, networkOptions });
  expect(reasonOf({ learningRate: { kind: 'log-uniform', low: 1e-2, high: 1 } })).toEqual({
    parameters: null,
    reason: 'its learningRate is 0.001, the space has [0.01, 1]',
  });
  expect(reasonOf({ 'ema.decay': { kind: 'choice', values: [0.9, 0.98] } })).toEqual({
    parameters: null,
    reason: 'its ema.decay is none, the space has 0.9, 0.98',
  });
  expect(reasonOf({ 'options.dropout': { kind: 'integer', low: 0, high: 1, log: false } })).toEqual({
    parameters: null,
    reason: 'its options.dropout is 0.3, the space has [0, 1]',
  });
});
