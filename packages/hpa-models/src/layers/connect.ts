import type { layers, SymbolicTensor } from '@tensorflow/tfjs-layers';

const weightless = new WeakSet<SymbolicTensor>();

/** Marks a point of a layer graph: the layers applied to it make no weights. */
export function markWeightless(point: SymbolicTensor): void {
  weightless.add(point);
}

/**
 * Applies a layer to a point of the layer graph and returns the point after it.
 *
 * Its weights start at 0, without running the initializers of tfjs-layers: `assembleClassifier` fills them from the seed, or
 * a loader from a file. After a point without weights there are none.
 */
export function connect(layer: layers.Layer, input: SymbolicTensor | SymbolicTensor[]): SymbolicTensor {
  const isWeightless = [input].flat().some((point) => weightless.has(point));
  if (isWeightless) {
    layer.build = () => {
      layer.built = true;
    };
  }
  layer.setFastWeightInitDuringBuild(true);
  // tfjs-layers types apply() for real and symbolic tensors at once; symbolic in, one symbolic out.
  const output = layer.apply(input) as SymbolicTensor;
  if (isWeightless) {
    markWeightless(output);
  }
  return output;
}
