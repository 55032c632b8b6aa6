import { loadClassifier as loadThrough } from '../saving/load-classifier.js';
import type { Classifier } from '../types.js';
import { directory } from './directory.js';

/**
 * Loads a classifier from a folder that {@link saveClassifier} wrote: it predicts what it predicted when saved.
 *
 * @throws Error naming the file and what is wrong with it
 */
export async function loadClassifier(path: string): Promise<Classifier> {
  return loadThrough(directory(path)).catch((error: Error) => {
    throw error.message.includes(path) ? error : new Error(`${path}: ${error.message}`);
  });
}
