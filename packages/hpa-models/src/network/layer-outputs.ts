import { type Tensor, type Tensor4D, tidy } from '@tensorflow/tfjs-core';
import { model, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import type { Classifier } from '../types.js';

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
  const { network } = classifier;
  const outputs = layers.map((name) => network.getLayer(name).output as SymbolicTensor);
  const probe = model({ inputs: network.inputs, outputs });
  return tidy(() => {
    const found = probe.apply(images, { training: false }) as Tensor | Tensor[];
    return Array.isArray(found) ? found : [found];
  });
}
