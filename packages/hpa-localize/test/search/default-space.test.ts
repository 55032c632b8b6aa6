import { describe, expect, it } from 'vitest';
import { RECIPES } from '../../src/recipes/recipes.js';
import { defaultSpace } from '../../src/search/default-space.js';
import { knownGoodPoint } from '../../src/search/known-good-point.js';

describe('defaultSpace', () => {
  it('varies the learning rate by a factor of ten, and what the recipe has', () => {
    const space = defaultSpace(RECIPES['gapnet-pl']!, { task: 'single-label', dropout: 0.1 });
    expect(Object.keys(space)).toEqual([
      'learningRate',
      'optimizer.weightDecay',
      'options.dropout',
      'schedule.warmUp',
      'ema.decay',
      'loss.labelSmoothing',
      'batchSize',
    ]);
    expect(space.learningRate).toEqual({ kind: 'log-uniform', low: 1e-4, high: 1e-2 });
    expect(space['schedule.warmUp']).toEqual({ kind: 'integer', low: 0, high: 12, log: false });
  });

  it('leaves out dropout that the network has not, warm-up of other schedules and smoothing of several labels', () => {
    const space = defaultSpace(RECIPES['gapnet-pl-published']!, { task: 'multi-label', dropout: undefined });
    expect(Object.keys(space)).toEqual(['learningRate', 'l2', 'ema.decay', 'augment', 'batchSize']);
    expect(space.l2).toEqual({ kind: 'choice', values: [0, 1e-6, 5e-6, 1e-5, 1e-4] });
  });

  it.each(Object.values(RECIPES))('has the recipe of $name as a point', (recipe) => {
    for (const task of ['single-label', 'multi-label'] as const) {
      const space = defaultSpace(recipe, { task, dropout: 0.3 });
      const { parameters } = knownGoodPoint(recipe, { space, networkOptions: { dropout: 0.3 } });
      expect(parameters).not.toBeNull();
      expect(Object.keys(parameters!)).toEqual(Object.keys(space));
    }
  });
});
