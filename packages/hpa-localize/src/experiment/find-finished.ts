import { join } from 'node:path';
import type { ModelReport } from '../report/schema/report-schema.js';
import { readResult } from './model-result.js';
import { readPredictionsOf } from './predictions-csv.js';
import type { SplitDataset } from './split-dataset.js';
import type { TrainingIdentity } from './training-identity.js';

/**
 * Returns the result of a model whose training ended in an earlier call; null if it has not ended.
 *
 * @throws Error naming the file if the result is damaged, of another run, or its predictions are not of these samples.
 */
export async function findFinished(
  folder: string,
  { identity, study }: { readonly identity: TrainingIdentity; readonly study: SplitDataset },
): Promise<ModelReport | null> {
  const result = await readResult(folder);
  if (result === null) {
    return null;
  }
  const names = [...new Set([...Object.keys(identity), ...Object.keys(result.identity)])];
  const others = names.filter((name) => identity[name] !== result.identity[name]);
  if (others.length > 0) {
    const theirs = others.map((name) => `${name} ${result.identity[name] ?? 'none'}`).join(', ');
    const ours = others.map((name) => identity[name] ?? 'none').join(', ');
    throw new Error(`${join(folder, 'result.json')} is of a run with ${theirs}; this one has ${ours}`);
  }
  if (result.model.status === 'complete') {
    const path = join(folder, 'predictions.csv');
    for (const split of ['validation', 'test'] as const) {
      const { classes, task } = study;
      const thresholds = result.model.thresholds?.values;
      await readPredictionsOf(study.splits[split], { path, classes, split, task, thresholds });
    }
  }
  return result.model;
}
