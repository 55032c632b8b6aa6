import type { Classifier, ClassifierOptions } from '@hpa/models';
import type { StartingWeights } from '../recipes/find-starting-weights.js';
import type { Recipe } from '../recipes/recipes.js';
import { PROTOCOLS, type ProtocolName } from './protocols.js';

/**
 * Builds the model of a recipe for the images of a study, from random weights or, if the recipe has `transfer`, from
 * those given.
 *
 * @throws RangeError if the network does not take images of this size.
 */
export function buildModel(
  { name, learningRate, build, transfer }: Recipe,
  {
    study: { images, classes, protocol },
    seed,
    weights = null,
    initialWeights = 'random',
  }: {
    readonly study: {
      readonly images: { readonly height: number; readonly width: number };
      readonly classes: ClassifierOptions['classes'];
      readonly protocol: ProtocolName;
    };
    readonly seed: number;
    readonly weights?: StartingWeights | null;
    /** `none` builds a network to look at, which cannot score. */
    readonly initialWeights?: 'random' | 'none';
  },
): { readonly classifier: Classifier; readonly learningRate: number } {
  const { height, width } = images;
  const options = {
    name,
    classes,
    seed,
    initialWeights,
    input: { height, width, ...PROTOCOLS[protocol].input },
  };
  return weights && transfer
    ? { classifier: transfer.build(options, weights), learningRate: transfer.learningRate }
    : { classifier: build(options), learningRate };
}
