import {
  grad,
  mean,
  mul,
  relu,
  sum,
  type Tensor,
  type Tensor3D,
  type Tensor4D,
  tidy,
} from '@tensorflow/tfjs-core';
import { layerOutputs } from '../network/layer-outputs.js';
import { runNetwork } from '../network/run-network.js';
import type { Classifier } from '../types.js';
import { checkExplained } from './check-explained.js';
import { chosenLogits } from './chosen-logits.js';
import { enlargeMaps } from './enlarge-maps.js';
import { lastMaps } from './last-maps.js';

/** Options of {@link gradCam}. */
export interface GradCamOptions {
  /** The class to explain, one an image, as its column in the logits. */
  readonly classIndices: readonly number[];
  /** Layer that puts out maps [N, h, w, C]; the last one by default. */
  readonly layer?: string;
}

/**
 * Shows where in images [N, height, width, channels] a network sees a class: Grad-CAM (Selvaraju et al.,
 * arXiv:1610.02391, equations 1 and 2), for every architecture.
 *
 * The maps of a layer are weighted by the mean of the class's gradient over each, summed, cut at 0 and enlarged.
 *
 * @returns [N, height, width], at least 0, in units of the logit; 0 everywhere where nothing speaks for the class
 * @throws RangeError if a class index is wrong or the layer puts out no maps; ValueError of tfjs-layers if there is no such
 * layer
 */
export function gradCam(
  classifier: Classifier,
  images: Tensor4D,
  { classIndices, layer = lastMaps(classifier) }: GradCamOptions,
): Tensor3D {
  const { network } = classifier;
  checkExplained(classifier, { images: images.shape[0], classIndices });
  if (network.getLayer(layer).outputShape.length !== 4) {
    throw new RangeError(`layer ${layer} puts out no maps, but [${network.getLayer(layer).outputShape}]`);
  }
  return tidy(() => {
    const [maps] = layerOutputs(classifier, images, { layers: [layer] });
    const score = (given: Tensor) => {
      const run = new Map([
        [network.inputLayers[0]!.name, images],
        [layer, given],
      ]);
      return sum(chosenLogits(runNetwork(network, { given: run, training: false }), classIndices));
    };
    const weights = mean(grad(score)(maps!), [1, 2], true);
    const [, height, width] = images.shape;
    return enlargeMaps(relu(sum(mul(maps!, weights), 3)) as Tensor3D, [height, width]);
  });
}
