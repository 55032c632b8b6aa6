import { expect, it } from 'vitest';
import { valueAt, withParameters } from '../../src/search/recipe-paths.js';

const recipe = { learningRate: 1e-3, options: { dropout: 0.1 }, schedule: { name: 'cosine' } };

it('finds the value of a recipe at a path with dots', () => {
  expect(valueAt(recipe, 'learningRate')).toBe(1e-3);
  expect(valueAt(recipe, 'options.dropout')).toBe(0.1);
  expect(valueAt(recipe, 'ema.decay')).toBeUndefined();
  expect(valueAt(recipe, 'learningRate.deeper')).toBeUndefined();
  expect(valueAt(recipe, 'constructor')).toBeUndefined();
});

it('gives a recipe the values of a trial, and leaves the recipe itself as it was', () => {
  const changed = withParameters(recipe, { learningRate: 0.01, 'schedule.warmUp': 2, 'ema.decay': 0.98 });
  expect(changed).toEqual({
    learningRate: 0.01,
    options: { dropout: 0.1 },
    schedule: { name: 'cosine', warmUp: 2 },
    ema: { decay: 0.98 },
  });
  expect(recipe).toEqual({ learningRate: 1e-3, options: { dropout: 0.1 }, schedule: { name: 'cosine' } });
});

it('leaves the settings of an optimizer behind with its name', () => {
  const decayed = { optimizer: { name: 'adamw', weightDecay: 0.05 } };
  expect(withParameters(decayed, { 'optimizer.name': 'sgd', 'optimizer.momentum': 0.9 })).toEqual({
    optimizer: { name: 'sgd', momentum: 0.9 },
  });
  expect(withParameters(decayed, { 'optimizer.name': 'adamw' })).toEqual(decayed);
});

it('leaves a key out where a trial has null, and what is then empty with it', () => {
  expect(withParameters({ ...recipe, ema: { decay: 0.9 } }, { 'ema.decay': null })).toEqual(recipe);
  expect(withParameters(recipe, { 'options.dropout': null })).toEqual({
    learningRate: 1e-3,
    schedule: { name: 'cosine' },
  });
});
