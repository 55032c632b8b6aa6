import {
  gather,
  matMul,
  reshape,
  type Tensor2D,
  type Tensor3D,
  type Tensor4D,
  tensor1d,
  tidy,
  transpose,
} from '@tensorflow/tfjs-core';
import type { layers } from '@tensorflow/tfjs-layers';
import { layerOutputs } from '../network/layer-outputs.js';
import type { Classifier } from '../types.js';
import { checkExplained } from './check-explained.js';
import { enlargeMaps } from './enlarge-maps.js';

/**
 * Splits the logit of a class over the places of an image: class activation maps (Zhou et al., arXiv:1512.04150,
 * equation 2), for networks that end in a global average and one dense layer, as ResNet and DenseNet do by default.
 *
 * The mean over a map, before it is enlarged, is the logit less its bias.
 *
 * @param classIndices the class to explain, one an image, as its column in the logits
 * @returns [N, height, width], in units of the logit; negative where a place speaks against the class
 * @throws Error if the network has another head (`gradCam` explains those); RangeError if a class index is wrong
 */
export function classActivationMap(
  classifier: Classifier,
  images: Tensor4D,
  { classIndices }: { readonly classIndices: readonly number[] },
): Tensor3D {
  const { dense, maps } = averageHead(classifier);
  checkExplained(classifier, { images: images.shape[0], classIndices });
  return tidy(() => {
    const [found] = layerOutputs(classifier, images, { layers: [maps.name] }) as [Tensor4D];
    const [count, h, w, channels] = found.shape;
    const kernel = dense.weights[0]!.read() as Tensor2D; // [C, classes]
    const weights = gather(transpose(kernel), tensor1d([...classIndices], 'int32')); // [N, C]
    const scores = matMul(reshape(found, [count, h * w, channels]), reshape(weights, [count, channels, 1]));
    const [, height, width] = images.shape;
    return enlargeMaps(reshape(scores, [count, h, w]), [height, width]);
  });
}

/** The last dense layer and the layer whose maps it sees the averages of. */
function averageHead({ network, card }: Classifier): {
  readonly dense: layers.Layer;
  readonly maps: layers.Layer;
} {
  const below = (layer: layers.Layer) => layer.inboundNodes[0]!.inboundLayers[0]!;
  const dense = network.outputLayers[0]!;
  let pooled = below(dense);
  while (pooled.getClassName() === 'Dropout') {
    pooled = below(pooled);
  }
  if (dense.getClassName() !== 'Dense' || pooled.getClassName() !== 'GlobalAveragePooling2D') {
    throw new Error(
      `class activation maps need a global average and one dense layer at the end; ${card.name} (${card.architecture}) ends in ${pooled.name}, ${dense.name}. gradCam() explains any network`,
    );
  }
  return { dense, maps: below(pooled) };
}
