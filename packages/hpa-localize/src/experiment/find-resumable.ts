import { join } from 'node:path';
import { loadCheckpoint } from '@hpa/train/node';
import type { StartingWeights } from '../recipes/find-starting-weights.js';
import type { Recipe } from '../recipes/recipes.js';
import type { ModelReport } from '../report/schema/report-schema.js';
import { buildModel } from './build-model.js';
import { findFinished } from './find-finished.js';
import type { SplitDataset } from './split-dataset.js';
import { identifyTraining } from './training-identity.js';

/**
 * Looks at what a run folder holds of each model, before anything is trained: results must be whole, and results and
 * checkpoints of this very run.
 *
 * @returns The models whose training has ended, by their names.
 * @throws Error naming the file and what is wrong if one is not.
 */
export async function findResumable(
  folder: string,
  {
    recipes,
    weights,
    ...options
  }: {
    readonly recipes: readonly Recipe[];
    readonly study: SplitDataset;
    readonly epochs: number;
    readonly batchSize: number;
    readonly seed: number;
    /** What models start from, by their names. */
    readonly weights: ReadonlyMap<string, StartingWeights>;
  },
): Promise<ReadonlyMap<string, ModelReport>> {
  const { study, seed } = options;
  const ended = new Map<string, ModelReport>();
  for (const recipe of recipes) {
    const own = { ...options, weights: weights.get(recipe.name) ?? null };
    const { classifier } = buildModel(recipe, { study, seed, weights: own.weights });
    try {
      const identity = await identifyTraining(recipe, { ...own, classifier });
      const path = join(folder, recipe.name);
      const model = await findFinished(path, { identity, study });
      if (model === null) {
        await loadCheckpoint(join(path, 'checkpoint'), { identity });
      } else {
        ended.set(recipe.name, model);
      }
    } finally {
      classifier.dispose();
    }
  }
  return ended;
}
