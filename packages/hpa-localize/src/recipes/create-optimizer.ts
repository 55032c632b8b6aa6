import { type Optimizer, optimizers } from '@hpa/train';
import { headFirstOptimizer } from './head-first-optimizer.js';
import type { Recipe } from './recipe-schema.js';

/** Makes the optimizer that a recipe asks for; one that begins with another if the head trains first. */
export function createOptimizer(
  { optimizer, learningRate, headFirst }: Pick<Recipe, 'optimizer' | 'learningRate' | 'headFirst'>,
  {
    stepsPerEpoch,
  }: {
    /** Number of batches of an epoch. */
    readonly stepsPerEpoch: number;
  },
): Optimizer {
  const own = create(optimizer, learningRate);
  return headFirst
    ? headFirstOptimizer(create(headFirst.optimizer, headFirst.learningRate), {
        rest: own,
        steps: headFirst.epochs * stepsPerEpoch,
      })
    : own;
}

function create({ name, ...settings }: Recipe['optimizer'], learningRate: number): Optimizer {
  return optimizers[name]({ ...settings, learningRate });
}
