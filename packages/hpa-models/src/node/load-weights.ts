import type { Classifier } from '../types.js';
import {
  type LoadWeightsOptions,
  loadWeights as loadStored,
  type WeightsReport,
} from '../weights/load-weights.js';
import { openWeights } from './open-weights.js';

/**
 * Sets the weights of a classifier from a file or folder in any format of {@link openWeights}, by name and shape.
 *
 * Nothing is assigned unless all of it fits, or `strict` is off. At most twice the weights and one tensor are in memory.
 *
 * @throws Error as `openWeights` does, and as `loadWeights` of the main entry does
 */
export function loadWeights(
  classifier: Classifier,
  path: string,
  options: LoadWeightsOptions = {},
): WeightsReport {
  const weights = openWeights(path);
  try {
    return loadStored(classifier, weights, options);
  } finally {
    weights.close();
  }
}
