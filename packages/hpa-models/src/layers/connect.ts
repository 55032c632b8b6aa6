import type { layers, SymbolicTensor } from '@tensorflow/tfjs-layers';

/**
 * Applies a layer to a point of the layer graph and returns the point behind it.
 *
 * Its weights start at 0, without running the initializers of tfjs-layers: `createClassifier` fills them from
 * the seed, or a loader from a file.
 */
export function connect(layer: layers.Layer, input: SymbolicTensor | SymbolicTensor[]): SymbolicTensor {
  layer.setFastWeightInitDuringBuild(true);
  // tfjs-layers types apply() for real and symbolic tensors at once; symbolic in, one symbolic out.
  return layer.apply(input) as SymbolicTensor;
}
