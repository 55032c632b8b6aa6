import type { layers, SymbolicTensor } from '@tensorflow/tfjs-layers';
import { isWeightless, markWeightless } from './weightless.js';

/**
 * Applies a layer to a point of the layer graph and returns the point behind it.
 *
 * Its weights start at 0, without running the initializers of tfjs-layers: `assembleClassifier` fills them from
 * the seed, or a loader from a file. Behind an image without weights there are none.
 */
export function connect(layer: layers.Layer, input: SymbolicTensor | SymbolicTensor[]): SymbolicTensor {
  const weightless = (Array.isArray(input) ? input : [input]).some(isWeightless);
  if (weightless) {
    layer.build = () => {
      layer.built = true;
    };
  }
  layer.setFastWeightInitDuringBuild(true);
  // tfjs-layers types apply() for real and symbolic tensors at once; symbolic in, one symbolic out.
  const output = layer.apply(input) as SymbolicTensor;
  if (weightless) {
    markWeightless(output);
  }
  return output;
}
