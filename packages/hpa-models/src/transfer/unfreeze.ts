import type { Classifier } from '../types.js';

/** Makes all layers of a classifier trainable again, at any time. */
export function unfreeze(classifier: Classifier): void {
  for (const layer of classifier.network.layers) {
    layer.trainable = true;
  }
}
