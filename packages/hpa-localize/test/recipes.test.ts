import { startBackend } from '@hpa/backend';
import { memory, randomUniform, type Tensor4D } from '@tensorflow/tfjs-core';
import { afterAll, describe, expect, it } from 'vitest';
import { modelNames, recipes } from '../src/recipes/recipes.js';

const backend = await startBackend('wasm', { threads: 2 });
afterAll(() => backend.dispose());

describe.each(modelNames)('the recipe of %s', (name) => {
  const { minimumSize, build } = recipes[name];
  const classes = [0, 1, 2, 3].map((id) => ({ id, name: `class ${id}` }));
  const atSize = (size: number) => build({ name, classes, seed: 1, input: { height: size, width: size } });

  it('builds a network that scores cells of its smallest size', async () => {
    const before = memory().numTensors;
    const classifier = atSize(minimumSize);
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
