import { startBackend } from '@hpa/backend';
import { memory, randomUniform, type Tensor4D } from '@tensorflow/tfjs-core';
import { afterAll, describe, expect, it } from 'vitest';
import { buildModel } from '../src/experiment/build-model.js';
import { RECIPES } from '../src/recipes/recipes.js';

const backend = await startBackend('wasm', { threads: 2 });
afterAll(() => backend.dispose());

const ours = Object.values(RECIPES).filter(({ name }) => !name.startsWith('notebook-'));

describe.each(ours)('the recipe of $name', (recipe) => {
  const { task: only } = recipe;
  const classes = [0, 1, 2, 3].map((id) => ({ id, name: `class ${id}` }));
  const task = only ?? 'single-label';
  const atSize = (size: number, initialWeights: 'random' | 'none') =>
    buildModel(recipe, {
      study: { images: { height: size, width: size }, classes, task },
      seed: 1,
      initialWeights,
    });
  const fits = (size: number): boolean => {
    try {
      atSize(size, 'none').dispose();
      return true;
    } catch (error) {
      expect(error).toBeInstanceOf(RangeError);
      return false;
    }
  };

  it('builds a network that scores cells of its smallest size', async () => {
    const minimumSize = Array.from({ length: 128 }, (_, index) => index + 1).find(fits)!;
    const before = memory().numTensors;
    const classifier = atSize(minimumSize, 'random');
    const images = randomUniform([2, minimumSize, minimumSize, 4], -1, 1, 'float32', 1) as Tensor4D;
    const logits = classifier.logits(images, { training: false });
    expect(logits.shape).toEqual([2, 4]);
    expect([...(await logits.data())].every(Number.isFinite)).toBe(true);
    for (const tensor of [images, logits]) {
      tensor.dispose();
    }
    classifier.dispose();
    expect(memory().numTensors).toBe(before);
  });

  it.each(only === undefined ? (['single-label', 'multi-label'] as const) : [only])(
    'builds a network for the task %s',
    (asked) => {
      const study = { images: { height: 128, width: 128 }, classes, task: asked };
      const classifier = buildModel(recipe, { study, seed: 1, initialWeights: 'none' });
      expect(classifier.card.task).toBe(asked);
      classifier.dispose();
    },
  );
});
