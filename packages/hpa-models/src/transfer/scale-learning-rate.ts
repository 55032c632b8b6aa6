import { variablesOf } from '../layers/variables-of.js';
import type { Classifier } from '../types.js';
import { countLayers } from './count-layers.js';

/**
 * Scales the learning rate of the lower layers of a classifier: `learningRateScales` tells the trainer the factor of each variable.
 * A later call overrides an earlier one, so start with the largest group of layers.
 *
 * @throws RangeError if there are no such layers, or the scale is not a finite number of at least 0
 * @example
 * import { gapNetPl, scaleLearningRate } from '@hpa/models';
 * const model = gapNetPl({ input: { height: 32, width: 32 }, classes: [{ id: 0, name: 'Cytosol' }], seed: 1 });
 * scaleLearningRate(model, { upTo: 'pool1', scale: 0.1 });
 * [...model.learningRateScales.values()]; // [0.1, 0.1]
 */
export function scaleLearningRate(
  classifier: Classifier,
  {
    scale,
    ...lower
  }: ({ readonly upTo: string } | { readonly layers: number }) & {
    /** Factor on the learning rate, at least 0. */
    readonly scale: number;
  },
): void {
  if (!Number.isFinite(scale) || scale < 0) {
    throw new RangeError(`scale must be a finite number of at least 0; received ${scale}`);
  }
  const layers = classifier.network.layers.slice(0, countLayers(classifier, lower));
  for (const variable of variablesOf(layers.flatMap((layer) => layer.weights))) {
    classifier.learningRateScales.set(variable, scale);
  }
}
