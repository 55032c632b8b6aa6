import { startBackend } from '@hpa/backend';
import { gapNetPl } from '@hpa/models';
import { losses } from '@hpa/train';
import { memory, tensor1d, tensor2d, variable } from '@tensorflow/tfjs-core';
import { afterAll, expect, it } from 'vitest';
import { buildModel } from '../../src/experiment/build-model.js';
import { headBias, undoPositiveWeights } from '../../src/experiment/undo-positive-weights.js';
import { RECIPES } from '../../src/recipes/recipes.js';

const backend = await startBackend('cpu');
afterAll(() => backend.dispose());

const classes = [0, 1].map((id) => ({ id, name: `class ${id}` }));

it('the logit that a weight makes best is that of the true share once the weight is taken back', async () => {
  // One positive of four: a share of 1/4. With weight 3 both answers cost the same at a logit of 0, where the loss is least.
  const labels = tensor2d([[1], [0], [0], [0]]);
  const loss = losses.binaryCrossEntropy({ positiveWeights: [3] });
  const totalAt = (logit: number): number => {
    const logits = tensor2d([[logit], [logit], [logit], [logit]]);
    const losses = [...loss({ logits, labels }).dataSync()];
    logits.dispose();
    return losses.reduce((sum, value) => sum + value, 0);
  };
  expect(totalAt(0)).toBeLessThan(totalAt(0.1));
  expect(totalAt(0)).toBeLessThan(totalAt(-0.1));
  const bias = variable(tensor1d([0]));
  const before = memory().numTensors;
  undoPositiveWeights(bias, { weights: [3] });
  expect(memory().numTensors).toBe(before);
  expect(1 / (1 + Math.exp(-bias.dataSync()[0]!))).toBeCloseTo(1 / 4, 6);
});

it.each(Object.values(RECIPES).filter(({ name }) => !name.startsWith('notebook-')))(
  '$name adds a bias to the logit of each class',
  (recipe) => {
    const study = {
      images: { height: 128, width: 128 },
      classes,
      task: recipe.task ?? 'multi-label',
    } as const;
    const classifier = buildModel(recipe, { study, seed: 1 });
    expect(headBias(classifier).shape).toEqual([2]);
    classifier.dispose();
  },
);

it('a model that ends otherwise is refused', () => {
  const { card, state } = gapNetPl({
    input: { height: 32, width: 32 },
    classes,
    seed: 1,
    initialWeights: 'zeros',
  });
  expect(() => headBias({ card, state: state.slice(0, -1) })).toThrow(
    'gapnet-pl must end in a layer that adds a bias to each of 2 classes; its last is dense3',
  );
});
