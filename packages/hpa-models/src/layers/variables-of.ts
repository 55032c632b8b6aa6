import type { Variable } from '@tensorflow/tfjs-core';
import type { LayerVariable } from '@tensorflow/tfjs-layers';

/** The variables of tfjs-core behind those of tfjs-layers, in the same order. */
export function variablesOf(weights: readonly LayerVariable[]): Variable[] {
  // read() is typed as the Tensor it may be used as; it returns the Variable itself.
  return weights.map((weight) => weight.read() as Variable);
}
