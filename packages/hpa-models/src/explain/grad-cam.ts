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
import { chosenLogits } from './chosen-logits.js';
import { defaultMaps } from './default-maps.js';
import { placeMaps } from './place-maps.js';
import { receptiveField } from './receptive-field.js';
import { requireClassIndices } from './require-class-indices.js';

/**
 * Shows where in images [N, height, width, C] a network sees a class: Grad-CAM (Selvaraju et al., arXiv:1610.02391, equations 1
 * and 2), for every architecture.
 *
 * The feature maps of a layer are weighted by the mean gradient of the logit over each of them, summed, clipped at 0, and drawn
 * with each cell at the center of what it sees of the image. Between centers the map is interpolated; beyond the outermost it fades.
 *
 * @returns [N, height, width], at least 0, in units of the logit; 0 everywhere if nothing speaks for the class
 * @throws RangeError if a class index is out of range, or the layer does not return feature maps
 * @throws Error if there is no such layer, or it joins maps of several scales, whose cells lie in no one place
 * @example
 * import { randomUniform } from '@tensorflow/tfjs-core';
 * import { gapNetPl, gradCam } from '@hpa/models';
 * const model = gapNetPl({ input: { height: 32, width: 32 }, classes: [{ id: 0, name: 'Cytosol' }], seed: 1 });
 * gradCam(model, randomUniform([2, 32, 32, 4]), { classIndices: [0, 0] }).shape; // [2, 32, 32]
 */
export function gradCam(
  classifier: Classifier,
  images: Tensor4D,
  {
    classIndices,
    layer = defaultMaps(classifier.network),
  }: {
    /** The class to explain in each image, as a column of the logits. */
    readonly classIndices: readonly number[];
    /**
     * Name of a layer that returns feature maps [N, h, w, C]; by default the last, or, where that has a single row or column, the last
     * below it with more.
     */
    readonly layer?: string;
  },
): Tensor3D {
  const { network } = classifier;
  requireClassIndices(classifier, { images: images.shape[0], classIndices });
  if (network.getLayer(layer).outputShape.length !== 4) {
    throw new RangeError(
      `layer must return feature maps [N, h, w, C]; ${layer} returns [${network.getLayer(layer).outputShape}]`,
    );
  }
  const field = receptiveField(network, { layer });
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
    return placeMaps(relu(sum(mul(maps!, weights), 3)) as Tensor3D, { field, size: [height, width] });
  });
}
