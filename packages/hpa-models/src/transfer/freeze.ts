import type { Classifier } from '../types.js';
import { countLayers } from './count-layers.js';

/**
 * Freezes the lower layers of a classifier, at any time: their variables leave `variables`, their batch normalization uses its moving
 * averages and does not update them, their dropout drops nothing.
 *
 * Layers count in the order of `network.layers`, from the image upwards, as in Keras: the notebook's second InceptionV3 experiment
 * is `{ layers: 249 }`, or `{ upTo: 'mixed8' }`. The layers above keep their state; `unfreeze` makes all layers trainable.
 *
 * @param lower the layers to freeze: all up to and including a named one, or a number of them
 * @throws RangeError if there is no such layer, or the number is not an integer in [0, number of layers]
 * @example
 * import { freeze, gapNetPl } from '@hpa/models';
 * const model = gapNetPl({ input: { height: 32, width: 32 }, classes: [{ id: 0, name: 'Cytosol' }], seed: 1 });
 * freeze(model, { upTo: 'conv8' });
 * model.variables.length; // 6
 */
export function freeze(
  classifier: Classifier,
  lower: { readonly upTo: string } | { readonly layers: number },
): void {
  const count = countLayers(classifier, lower);
  for (const layer of classifier.network.layers.slice(0, count)) {
    layer.trainable = false;
  }
}

/**
 * Makes all layers of a classifier trainable, at any time.
 *
 * @example
 * import { freeze, gapNetPl, unfreeze } from '@hpa/models';
 * const model = gapNetPl({ input: { height: 32, width: 32 }, classes: [{ id: 0, name: 'Cytosol' }], seed: 1 });
 * freeze(model, { upTo: 'conv8' });
 * unfreeze(model);
 * model.variables.length; // 22
 */
export function unfreeze(classifier: Classifier): void {
  for (const layer of classifier.network.layers) {
    layer.trainable = true;
  }
}
