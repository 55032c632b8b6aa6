import { type Tensor, type Tensor4D, tidy } from '@tensorflow/tfjs-core';
import { model, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import type { Classifier } from '../types.js';

/** Options of {@link layerOutputs}. */
export interface LayerOutputsOptions {
  /** Names of layers, such as `mixed7` or `conv3`. */
  readonly layers: readonly string[];
}

/**
 * Runs a batch float32 [N, height, width, channels] in inference mode and returns what the named layers put out, in the
 * order of the names.
 *
 * @throws ValueError of tfjs-layers if there is no such layer
 */
export function layerOutputs(
  classifier: Classifier,
  images: Tensor4D,
  { layers }: LayerOutputsOptions,
): Tensor[] {
  const { network } = classifier;
  const outputs = layers.map((name) => network.getLayer(name).output as SymbolicTensor);
  const probe = model({ inputs: network.inputs, outputs });
  return tidy(() => {
    const found = probe.apply(images, { training: false }) as Tensor | Tensor[];
    return Array.isArray(found) ? found : [found];
  });
}
