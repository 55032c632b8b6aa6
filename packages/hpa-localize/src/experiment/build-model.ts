import { COMPOSITIONS } from '@hpa/data';
import type { Classifier, ClassifierOptions } from '@hpa/models';
import { loadWeights } from '@hpa/models/node';
import type { Task } from '../answers/task.js';
import type { StartingWeights } from '../recipes/find-starting-weights.js';
import type { Recipe } from '../recipes/recipes.js';
import { PROTOCOLS, type ProtocolName } from './protocols.js';

/** Divisor of the learning rate: features learned from photographs are to be changed, not washed out. */
const TRANSFER_DIVISOR = 10;

/**
 * Builds the model of a recipe for the images of a study, from random weights or, if the recipe has published ones, from
 * trained weights. It then sees three channels, normalized as in their training; all layers train, and the head starts at
 * random.
 *
 * @throws RangeError if the network does not take images of this size.
 */
export function buildModel(
  { name, learningRate, build, published }: Recipe,
  {
    study: { images, classes, task, protocol },
    seed,
    weights = null,
    initialWeights = 'random',
  }: {
    readonly study: {
      readonly images: { readonly height: number; readonly width: number };
      readonly classes: ClassifierOptions['classes'];
      readonly task: Task;
      readonly protocol: ProtocolName;
    };
    readonly seed: number;
    readonly weights?: StartingWeights | null;
    /** `none` builds a network to look at, which cannot score. */
    readonly initialWeights?: 'random' | 'none';
  },
): { readonly classifier: Classifier; readonly learningRate: number } {
  const { height, width } = images;
  const options = { name, classes, task, seed, initialWeights };
  if (!weights || !published) {
    const classifier = build({ ...options, input: { height, width, ...PROTOCOLS[protocol].input } });
    return { classifier, learningRate };
  }
  const { normalization, without } = published;
  const channels = COMPOSITIONS['rgb-half-yellow'];
  const classifier = build({ ...options, input: { height, width, channels, normalization } });
  loadWeights(classifier, weights.path, { except: without, provenance: weights.provenance });
  return { classifier, learningRate: learningRate / TRANSFER_DIVISOR };
}
