import type { Variable } from '@tensorflow/tfjs-core';
import type { Classifier } from '../types.js';

/** Returns every variable of a classifier by the name that it has in files, such as `conv1/kernel`. */
export function namedVariables({ network, state }: Classifier): Map<string, Variable> {
  const weights = network.layers.flatMap((layer) => layer.weights);
  return new Map(weights.map(({ originalName }, i) => [originalName, state[i]!]));
}
