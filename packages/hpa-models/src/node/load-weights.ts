import type { Classifier } from '../types.js';
import { assignWeights } from '../weights/assign-weights.js';
import { openWeights } from './open-weights.js';

/**
 * Sets the weights of a classifier from a file or folder in any format that `openWeights` reads, by name and shape.
 *
 * Nothing is assigned unless everything fits, or `strict` is false. Memory holds at most the weights twice, and one tensor.
 *
 * @throws Error if the file cannot be read, or something does not fit and `strict` is true
 * @example
 * import { mkdtemp, writeFile } from 'node:fs/promises';
 * import { exportSafetensors, gapNetPl } from '@hpa/models';
 * import { loadWeights } from '@hpa/models/node';
 * const file = `${await mkdtemp('/tmp/hpa-')}/model.safetensors`;
 * const options = { input: { height: 32, width: 32 }, classes: [{ id: 0, name: 'Cytosol' }] };
 * await writeFile(file, await exportSafetensors(gapNetPl({ ...options, seed: 1 })));
 * loadWeights(gapNetPl({ ...options, seed: 2 }), file).assigned.length; // 22
 */
export function loadWeights(
  classifier: Classifier,
  path: string,
  options: Parameters<typeof assignWeights>[2] = {},
): ReturnType<typeof assignWeights> {
  const weights = openWeights(path);
  try {
    return assignWeights(classifier, weights, options);
  } finally {
    weights.close();
  }
}
