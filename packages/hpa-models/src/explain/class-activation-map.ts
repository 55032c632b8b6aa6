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
import { placeMaps } from './place-maps.js';
import { receptiveField } from './receptive-field.js';
import { requireClassIndices } from './require-class-indices.js';

/**
 * Distributes the logit of a class over the pixels of images [N, height, width, C]: class activation maps (Zhou et al.,
 * arXiv:1512.04150, equation 2), for networks that end in global average pooling and one dense layer, as ResNet and DenseNet do
 * by default.
 *
 * Each cell is drawn at the center of what it sees of the image, and the map fades beyond the outermost. The mean over the cells is the
 * logit minus its bias.
 *
 * @returns [N, height, width], in units of the logit; negative where the image speaks against the class
 * @throws Error if the network ends otherwise; `gradCam` explains every network
 * @throws RangeError if a class index is out of range
 * @example
 * import { randomUniform } from '@tensorflow/tfjs-core';
 * import { classActivationMap, resNet18 } from '@hpa/models';
 * const model = resNet18({ input: { height: 32, width: 32 }, classes: [{ id: 0, name: 'Cytosol' }], seed: 1 });
 * classActivationMap(model, randomUniform([1, 32, 32, 4]), { classIndices: [0] }).shape; // [1, 32, 32]
 */
export function classActivationMap(
  classifier: Classifier,
  images: Tensor4D,
  {
    classIndices,
  }: {
    /** The class to explain in each image, as a column of the logits. */
    readonly classIndices: readonly number[];
  },
): Tensor3D {
  const { dense, maps } = averagingHead(classifier);
  requireClassIndices(classifier, { images: images.shape[0], classIndices });
  const field = receptiveField(classifier.network, { layer: maps.name });
  return tidy(() => {
    const [found] = layerOutputs(classifier, images, { layers: [maps.name] }) as [Tensor4D];
    const [count, h, w, channels] = found.shape;
    const kernel = dense.weights[0]!.read() as Tensor2D; // [C, classes]
    const weights = gather(transpose(kernel), tensor1d([...classIndices], 'int32')); // [N, C]
    const scores = matMul(reshape(found, [count, h * w, channels]), reshape(weights, [count, channels, 1]));
    const [, height, width] = images.shape;
    return placeMaps(reshape(scores, [count, h, w]), { field, size: [height, width] });
  });
}

/** Finds the last dense layer, and the layer with the feature maps that it sees the averages of. */
function averagingHead({ network, card }: Classifier): {
  readonly dense: layers.Layer;
  readonly maps: layers.Layer;
} {
  const below = (layer: layers.Layer) => layer.inboundNodes[0]!.inboundLayers[0]!;
  const dense = network.outputLayers[0]!;
  let pooling = below(dense);
  while (pooling.getClassName() === 'Dropout') {
    pooling = below(pooling);
  }
  if (dense.getClassName() !== 'Dense' || pooling.getClassName() !== 'GlobalAveragePooling2D') {
    throw new Error(
      `class activation maps need global average pooling and one dense layer at the end; ${card.name} (${card.architecture}) ends in ${pooling.name}, ${dense.name}. Use gradCam(), which explains every network`,
    );
  }
  return { dense, maps: below(pooling) };
}
