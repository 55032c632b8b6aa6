import { describe, expect, it } from 'vitest';
import { buildModel } from '../../src/experiment/build-model.js';
import { NOTEBOOK_RECIPES, NOTEBOOK_SIZE } from '../../src/recipes/notebook-recipes.js';
import { RECIPES } from '../../src/recipes/recipes.js';

/** As the notebook prints them: model.summary() of MridulaBontha/Human-Protein-Atlas-Classification. */
const PARAMETERS: readonly (readonly [name: string, parameters: number])[] = [
  ['notebook-inception-v3-flatten', 156_025_636],
  ['notebook-inception-v3-top', 22_853_924],
  ['notebook-cnn-adam', 358_948_996],
  ['notebook-cnn-sgd', 358_948_996],
  ['notebook-cnn-3', 89_858_244],
  ['notebook-gapnet', 590_928],
];

describe('the recipes of the notebook', () => {
  it('are six, the learning-rate sweep aside', () => {
    expect(NOTEBOOK_RECIPES.map(({ name }) => name)).toEqual(PARAMETERS.map(([name]) => name));
  });

  it.each(PARAMETERS)('%s has %i parameters at its size, for four classes', (name, parameters) => {
    const classes = [13, 18, 25, 26].map((id) => ({ id, name: `location ${id}` }));
    const images = { height: NOTEBOOK_SIZE, width: NOTEBOOK_SIZE };
    const recipe = { ...RECIPES[name]!, initialWeights: 'random' };
    const study = { images, classes, task: 'single-label' as const };
    const classifier = buildModel(recipe, { study, seed: 1, initialWeights: 'none' });
    expect(classifier.card.parameters).toBe(parameters);
    expect(classifier.card.input).toMatchObject({
      channels: ['microtubules+er/2%256', 'protein+er/2%256', 'nucleus'],
      normalization: 'unit',
    });
    classifier.dispose();
  });
});
