import { batchesOfRecipe } from '../../experiment/batches-of-recipe.js';
import { buildModel } from '../../experiment/build-model.js';
import type { SplitDataset } from '../../experiment/split-dataset.js';
import { trainingOptions } from '../../experiment/training-options.js';
import type { StartingWeights } from '../../recipes/find-starting-weights.js';
import type { Recipe } from '../../recipes/recipe-schema.js';

/**
 * Prepares the training of each recipe and throws it away: what does not fit the data, the network or the weights to start from shows
 * before anything is written.
 *
 * @throws Error naming the recipe if its training cannot begin.
 */
export function rehearseTraining(
  recipes: readonly Recipe[],
  {
    study,
    seed,
    weights: found,
  }: {
    readonly study: SplitDataset;
    readonly seed: number;
    readonly weights: ReadonlyMap<string, StartingWeights>;
  },
): void {
  for (const recipe of recipes) {
    const weights = found.get(recipe.name);
    // Trained weights are tried on the network, and groups on its variables; else it needs none.
    const needsWeights = weights !== undefined || recipe.parameterGroups !== undefined;
    const initialWeights = needsWeights ? 'random' : 'none';
    const classifier = buildModel(recipe, { study, seed, weights, initialWeights });
    try {
      trainingOptions(recipe, { study, classifier }).optimizer.dispose();
      batchesOfRecipe(recipe, { input: classifier.card.input, study, seed })(study.splits.train, 'training');
    } finally {
      classifier.dispose();
    }
  }
}
