import { variablesOf } from '../layers/variables-of.js';
import type { Classifier } from '../types.js';
import { type LowerLayers, layerCount } from './layer-count.js';

/**
 * Has the lower layers of a classifier learn at a rate of their own: `learningRateScales` tells the trainer by which
 * factor of the learning rate each of their variables moves. Call it from the larger group to the smaller: the last word
 * counts.
 *
 * @throws RangeError if there are no such layers, or the scale is not a finite number of at least 0
 * @example scaleLearningRate(classifier, { upTo: 'mixed7', scale: 0.1 })
 */
export function scaleLearningRate(
  classifier: Classifier,
  { scale, ...lower }: LowerLayers & { readonly scale: number },
): void {
  if (!Number.isFinite(scale) || scale < 0) {
    throw new RangeError(`scale must be a finite number of at least 0; received ${scale}`);
  }
  const layers = classifier.network.layers.slice(0, layerCount(classifier, lower));
  for (const variable of variablesOf(layers.flatMap((layer) => layer.weights))) {
    classifier.learningRateScales.set(variable, scale);
  }
}
