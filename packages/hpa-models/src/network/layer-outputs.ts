import type { Tensor, Tensor4D } from '@tensorflow/tfjs-core';
import type { Classifier } from '../types.js';
import { runInference } from './run-inference.js';

/**
 * Runs a batch float32 [N, height, width, channels] in inference mode and returns the outputs of the named layers, in the
 * order of the names. The tensors belong to the caller.
 *
 * @throws Error if there is no such layer
 * @example
 * import { gapNetPl, layerOutputs } from '@hpa/models';
 * import { zeros } from '@tensorflow/tfjs-core';
 * const classes = [{ id: 0, name: 'Nucleus' }, { id: 1, name: 'Cytosol' }];
 * const model = gapNetPl({ input: { height: 16, width: 16 }, classes, seed: 1 });
 * const [maps] = layerOutputs(model, zeros([1, 16, 16, 4]), { layers: ['conv8'] });
 * maps.shape; // [1, 1, 1, 128]
 */
export function layerOutputs(
  classifier: Classifier,
  images: Tensor4D,
  {
    layers,
  }: {
    /** Names of layers, such as `mixed7` or `conv3`. */
    readonly layers: readonly string[];
  },
): Tensor[] {
  const { network, backbone } = classifier;
  // The embedding of a head that flattens its maps is beside the network.
  const beside = new Map(backbone.layers.map((layer) => [layer.name, layer]));
  const wanted = layers.map((name) => beside.get(name) ?? network.getLayer(name));
  return runInference(network, images, wanted);
}
