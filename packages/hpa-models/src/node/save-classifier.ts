import { saveClassifierTo } from '../saving/save-classifier-to.js';
import type { Classifier } from '../types.js';
import { directory } from './directory.js';

/**
 * Saves a classifier as a folder with model.json, which holds the card, and weights.bin. The folder appears whole or not at all, and
 * replaces one of that name.
 *
 * @throws Error if the folder cannot be written, or thresholds or temperature do not fit the task and the classes
 * @example
 * import { mkdtemp, readdir } from 'node:fs/promises';
 * import { gapNetPl } from '@hpa/models';
 * import { saveClassifier } from '@hpa/models/node';
 * const folder = `${await mkdtemp('/tmp/hpa-')}/model`;
 * const model = gapNetPl({ input: { height: 32, width: 32 }, classes: [{ id: 0, name: 'Cytosol' }], seed: 1 });
 * await saveClassifier(model, folder, { provenance: 'trained for 15 epochs' });
 * await readdir(folder); // ["model.json", "weights.bin"]
 */
export async function saveClassifier(
  classifier: Classifier,
  path: string,
  options: {
    /** Where the weights come from, for the saved card; the classifier's own provenance by default. */
    readonly provenance?: string;
    /** From which probability on a multi-label model predicts each class, in (0, 1]; the classifier's own by default. */
    readonly thresholds?: readonly number[];
    /** What divides the logits, one positive number or, multi-label, one per class; the classifier's own by default. */
    readonly temperature?: readonly number[];
  } = {},
): Promise<void> {
  await saveClassifierTo(classifier, directory(path), options);
}
