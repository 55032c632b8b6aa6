import type { Classifier } from '../types.js';
import { type LowerLayers, layerCount } from './layer-count.js';

/** Which layers {@link freeze} freezes: all up to and including a named one, or the first so many. */
export type FreezeOptions = LowerLayers;

/**
 * Freezes the lower layers of a classifier, at any time: their variables leave `variables`, their batch normalization
 * uses its averages and moves them no more, their dropout drops nothing.
 *
 * Layers count in the order of `network.layers`, from the image upwards, which is the order of Keras: the notebook's
 * second InceptionV3 experiment is `freeze(classifier, { layers: 249 })`, or `{ upTo: 'mixed8' }`. Layers above keep
 * their state; {@link unfreeze} makes all trainable again.
 *
 * @throws RangeError if there is no such layer, or the number is not an integer between 0 and their number
 */
export function freeze(classifier: Classifier, options: FreezeOptions): void {
  const count = layerCount(classifier, options);
  for (const layer of classifier.network.layers.slice(0, count)) {
    layer.trainable = false;
  }
}
