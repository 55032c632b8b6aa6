import type { Variable } from '@tensorflow/tfjs-core';
import type { LayerVariable } from '@tensorflow/tfjs-layers';

/** Returns the tfjs-core variables of tfjs-layers weights, in the same order. */
export function variablesOf(weights: readonly LayerVariable[]): Variable[] {
  // read() is typed as returning a Tensor; it returns the Variable itself.
  return weights.map((weight) => weight.read() as Variable);
}
