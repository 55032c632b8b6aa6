import { startBackend } from '@hpa/backend';
import { memory, randomUniform, type Tensor4D } from '@tensorflow/tfjs-core';
import { afterAll, describe, expect, it } from 'vitest';
import { RECIPES } from '../src/recipes/recipes.js';

const backend = await startBackend('wasm', { threads: 2 });
afterAll(() => backend.dispose());

const cases = Object.values(RECIPES).flatMap((recipe) =>
  (['single-label', 'multi-label'] as const)
    .filter((task) => recipe.task === undefined || recipe.task === task)
    .map((task) => ({ ...recipe, task })),
);

describe.each(cases)('the recipe of $name, $task,', ({ name, build, task }) => {
  const classes = [0, 1, 2, 3].map((id) => ({ id, name: `class ${id}` }));
  const atSize = (size: number, initialWeights: 'random' | 'none') =>
    build({ name, classes, task, seed: 1, input: { height: size, width: size }, initialWeights });
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
    expect(classifier.card.task).toBe(task);
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
});
