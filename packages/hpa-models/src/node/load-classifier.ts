import { readableError } from '../readable-error.js';
import { loadClassifierFrom } from '../saving/load-classifier-from.js';
import type { Classifier } from '../types.js';
import { directory } from './directory.js';

/**
 * Loads a classifier from a folder that `saveClassifier` wrote. Its logits are those of the saved one, bit for bit.
 *
 * @throws Error if a file is missing or damaged, or the model card is invalid
 * @example
 * import { mkdtemp } from 'node:fs/promises';
 * import { gapNetPl } from '@hpa/models';
 * import { loadClassifier, saveClassifier } from '@hpa/models/node';
 * const folder = `${await mkdtemp('/tmp/hpa-')}/model`;
 * await saveClassifier(gapNetPl({ input: { height: 32, width: 32 }, classes: [{ id: 0, name: 'Cytosol' }], seed: 1 }), folder);
 * (await loadClassifier(folder)).card.architecture; // "gapnet-pl"
 */
export async function loadClassifier(path: string): Promise<Classifier> {
  return loadClassifierFrom(directory(path)).catch((error: Error) => {
    throw readableError(error, path);
  });
}
