import { join } from 'node:path';
import { loadCheckpoint } from '@hpa/train/node';
import type { StartingWeights } from '../recipes/find-starting-weights.js';
import type { Recipe } from '../recipes/recipe-schema.js';
import type { ModelReport } from '../report/schema/report-schema.js';
import { trainingFolder } from '../report/schema/training-folder.js';
import { buildModel } from './build-model.js';
import { findFinished } from './find-finished.js';
import { placedTraining } from './placed-training.js';
import type { SplitDataset } from './split-dataset.js';
import { studyTrainings } from './study-trainings.js';
import { identifyTraining } from './training-identity.js';

/**
 * Looks at what a run folder holds of each training, before anything is trained: results must be whole, and results and
 * checkpoints of this very run.
 *
 * @returns The trainings that have ended, by their folders, such as `gapnet-pl/repeat-2`.
 * @throws Error naming the file and what is wrong if one is not.
 */
export async function findResumable(
  folder: string,
  {
    recipes,
    weights,
    study,
    repeats = 1,
    ...options
  }: {
    readonly recipes: readonly Recipe[];
    readonly study: SplitDataset;
    readonly seed: number;
    /** How many trainings each model has on the same samples; 1 by default. */
    readonly repeats?: number;
    /** What models start from, by their names. */
    readonly weights: ReadonlyMap<string, StartingWeights>;
  },
): Promise<ReadonlyMap<string, ModelReport>> {
  const { seed } = options;
  const trainings = studyTrainings(study, { repeats, seed });
  const ended = new Map<string, ModelReport>();
  for (const recipe of recipes) {
    const own = { ...options, weights: weights.get(recipe.name) ?? null };
    for (const { seed: trainingSeed, study: split, ...place } of trainings) {
      // Networks of two seeds have two cards.
      const classifier = buildModel(recipe, { study: split, seed: trainingSeed, weights: own.weights });
      try {
        const training = { ...own, classifier, study: split, seed: trainingSeed };
        const identity = await identifyTraining(recipe, training);
        const key = trainingFolder(recipe.name, place);
        const path = join(folder, key);
        const model = await findFinished(path, { identity, study: split });
        if (model === null) {
          await loadCheckpoint(join(path, 'checkpoint'), { identity });
        } else {
          ended.set(key, placedTraining(model, place));
        }
      } finally {
        classifier.dispose();
      }
    }
  }
  return ended;
}
