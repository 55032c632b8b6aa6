import { describe, expect, it } from 'vitest';
import { changeSetting, parseChange } from '../../src/recipes/change-setting.js';

describe('parseChange', () => {
  it.each([
    ['gapnet-pl.learningRate=1e-4', { model: 'gapnet-pl', path: ['learningRate'], value: 1e-4 }],
    ['a.optimizer.momentum=.9', { model: 'a', path: ['optimizer', 'momentum'], value: 0.9 }],
    ['a.optimizer=sgd', { model: 'a', path: ['optimizer'], value: 'sgd' }],
    ['a.initialWeights=runs/x=1/b', { model: 'a', path: ['initialWeights'], value: 'runs/x=1/b' }],
    ['a.initialWeights=3d.h5', { model: 'a', path: ['initialWeights'], value: '3d.h5' }],
    ['a.augment=["flips"]', { model: 'a', path: ['augment'], value: ['flips'] }],
    ['a.optimizer.nesterov=true', { model: 'a', path: ['optimizer', 'nesterov'], value: true }],
  ])('reads %s', (text, change) => {
    expect(parseChange(text)).toEqual(change);
  });

  it.each(['learningRate', 'a=1', '.b=1', 'a.=1', 'a..b=1', '=1', ''])('finds no change in "%s"', (text) => {
    expect(parseChange(text)).toBeUndefined();
  });
});

describe('changeSetting', () => {
  it('changes a setting, and leaves the recipe that it is given alone', () => {
    const recipe = { optimizer: { name: 'sgd', momentum: 0.5 } };
    expect(changeSetting(recipe, { path: ['optimizer', 'momentum'], value: 0.9 })).toEqual({
      optimizer: { name: 'sgd', momentum: 0.9 },
    });
    expect(recipe.optimizer.momentum).toBe(0.5);
  });

  it('gives settings to a choice that was a name alone, or not made', () => {
    expect(changeSetting({ optimizer: 'sgd' }, { path: ['optimizer', 'momentum'], value: 0.9 })).toEqual({
      optimizer: { name: 'sgd', momentum: 0.9 },
    });
    expect(changeSetting({}, { path: ['ema', 'decay'], value: 0.9 })).toEqual({ ema: { decay: 0.9 } });
  });

  it('leaves the settings of an optimizer behind with its name, and keeps the name of a recipe apart', () => {
    const recipe = { name: 'mine', optimizer: { name: 'adamw', weightDecay: 0.05 } };
    expect(changeSetting(recipe, { path: ['optimizer', 'name'], value: 'sgd' })).toEqual({
      name: 'mine',
      optimizer: { name: 'sgd' },
    });
    expect(changeSetting(recipe, { path: ['optimizer', 'name'], value: 'adamw' })).toEqual(recipe);
    expect(changeSetting(recipe, { path: ['name'], value: 'yours' })).toEqual({ ...recipe, name: 'yours' });
  });

  it('sets names of all objects like any other, and changes no prototype', () => {
    const changed = changeSetting({}, { path: ['__proto__', 'polluted'], value: 1 }) as object;
    expect(Object.keys(changed)).toEqual(['__proto__']);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });
});
