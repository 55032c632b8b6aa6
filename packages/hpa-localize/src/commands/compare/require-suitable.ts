import type { Task } from '../../answers/task.js';
import { FlagError } from '../../command-line/flag-error.js';
import type { Dataset } from '../../dataset/open-dataset.js';
import { buildModel } from '../../experiment/build-model.js';
import type { Recipe } from '../../recipes/recipes.js';
import type { CompareFlags } from './compare-flags.js';

/** Builds each network without weights: it refuses a size, and a task, that it cannot take. */
export function requireSuitable(
  recipes: readonly Recipe[],
  {
    dataset: { images, classes },
    flags,
    task,
  }: { readonly dataset: Dataset; readonly flags: CompareFlags; readonly task: Task },
): void {
  for (const recipe of recipes) {
    if (recipe.task !== undefined && recipe.task !== task) {
      throw new FlagError(`--models ${recipe.name}: it is for the task ${recipe.task}; received ${task}`);
    }
    try {
      const study = { images, classes, task, protocol: flags.protocol };
      buildModel(recipe, { study, seed: flags.seed, initialWeights: 'none' }).classifier.dispose();
    } catch (error) {
      if (!(error instanceof RangeError)) {
        throw error;
      }
      throw new FlagError(`--size ${images.height}: ${error.message}`);
    }
  }
}
