import '@tensorflow/tfjs';
import { memory, setBackend, tensor1d, variable } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { createOptimizer } from '../../src/recipes/create-optimizer.js';
import { createSchedule } from '../../src/recipes/create-schedule.js';
import { parseRecipes } from '../../src/recipes/parse-recipes.js';

const recipeWith = (settings: object) =>
  parseRecipes(
    { name: 'mine', architecture: 'gapnet-pl', learningRate: 0.5, ...settings },
    { source: 'test' },
  )[0]!;
const HEAD = { epochs: 1, optimizer: 'sgd', learningRate: 0.25 };

describe('a recipe whose head trains first', () => {
  it('has the constant rate of the head, then its own schedule from its beginning', () => {
    // Two steps an epoch: the cosine is over the four steps after those of the head, 0.25 (1 + cos(pi t / 4)).
    const recipe = recipeWith({ epochs: 3, headFirst: HEAD });
    const schedule = createSchedule(recipe, { stepsPerEpoch: 2 });
    const rates = [0, 1, 2, 3, 4, 5].map((step) =>
      schedule(step, { epoch: Math.floor(step / 2), history: [] }),
    );
    expect(rates.slice(0, 2)).toEqual([0.25, 0.25]);
    expect(rates[2]).toBe(0.5);
    expect(rates[4]).toBeCloseTo(0.25, 12);
    expect(rates[5]).toBeCloseTo(0.25 * (1 - Math.SQRT1_2), 12);
  });

  it('counts the epochs of a plateau from the first after the head', () => {
    const recipe = recipeWith({
      epochs: 9,
      headFirst: HEAD,
      monitor: 'loss',
      schedule: { name: 'plateau', patience: 1, factor: 0.5 },
    });
    const schedule = createSchedule(recipe, { stepsPerEpoch: 1 });
    const history = [1, 4, 3, 3].map((loss, index) => ({
      epoch: index + 1,
      loss,
      accuracy: 0,
      learningRate: 0,
      seconds: 1,
      imagesPerSecond: 1,
    }));
    // The loss of the head, 1, is not what later ones must beat: 4 is the first, 3 is better, 3 again is not.
    expect(schedule(3, { epoch: 3, history: history.slice(0, 3) })).toBe(0.5);
    expect(schedule(4, { epoch: 4, history })).toBe(0.25);
  });

  it('is updated by the optimizer of the head, then by its own, which begins with its first step', async () => {
    await setBackend('cpu');
    const before = memory().numTensors;
    const recipe = recipeWith({ optimizer: 'adam', headFirst: HEAD });
    const optimizer = createOptimizer(recipe, { stepsPerEpoch: 2 });
    const initial = tensor1d([1]);
    const weight = variable(initial, true, 'head-first-weight');
    initial.dispose();
    const gradient = tensor1d([2]);
    const values: number[] = [];
    for (let step = 0; step < 3; step++) {
      optimizer.learningRate = 0.25;
      optimizer.apply({ 'head-first-weight': gradient }, [weight]);
      values.push(weight.dataSync()[0]!);
    }
    // Twice 0.25 x 2 by gradient descent; the first step of Adam is the rate itself.
    expect(values[0]).toBe(0.5);
    expect(values[1]).toBe(0);
    expect(values[2]).toBeCloseTo(-0.25, 6);
    expect(optimizer.step).toBe(3);
    expect(Object.keys(optimizer.slots(weight))).toEqual(['rest m', 'rest v']);
    optimizer.step = 1;
    expect(optimizer.step).toBe(1);
    optimizer.dispose();
    weight.dispose();
    gradient.dispose();
    expect(memory().numTensors).toBe(before);
  });
});

describe('createSchedule', () => {
  it('turns lengths in epochs into steps', () => {
    const schedule = createSchedule(recipeWith({ epochs: 4, schedule: { name: 'linear', warmUp: 0.5 } }), {
      stepsPerEpoch: 4,
    });
    // Two steps of warm-up: thirds of the rate; then a line over the fourteen steps that are left.
    const at = (step: number) => schedule(step, { epoch: 0, history: [] });
    expect([at(0), at(1), at(2), at(9)]).toEqual([0.5 / 3, 1 / 3, 0.5, 0.25]);
    const steps = createSchedule(
      recipeWith({ epochs: 4, schedule: { name: 'step', every: 2, factor: 0.1 } }),
      { stepsPerEpoch: 3 },
    );
    expect([5, 6].map((step) => steps(step, { epoch: 0, history: [] }))).toEqual([0.5, 0.05]);
  });
});
