import { type SaveClassifierOptions, saveClassifier as saveThrough } from '../saving/save-classifier.js';
import type { Classifier } from '../types.js';
import { directory } from './directory.js';

/** Saves a classifier as a folder with model.json, which holds the card, and weights.bin; one that is there is replaced. */
export async function saveClassifier(
  classifier: Classifier,
  path: string,
  options: SaveClassifierOptions = {},
): Promise<void> {
  await saveThrough(classifier, directory(path), options);
}
