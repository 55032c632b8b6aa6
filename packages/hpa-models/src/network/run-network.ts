import type { Tensor, Tensor2D } from '@tensorflow/tfjs-core';
import type { LayersModel, layers } from '@tensorflow/tfjs-layers';
import { normalizationBefore } from '../layers/normalization-before.js';

/** How {@link runNetwork} runs. */
export interface RunNetworkOptions {
  /** Outputs of layers, by name, that are not to be computed: the image's, and any beside it. */
  readonly given: ReadonlyMap<string, Tensor>;
  readonly training: boolean;
  readonly step?: number;
  readonly firstImage?: number;
}

/**
 * Runs the part of a network that lies between given points and the logits [N, classes], layer by layer; tfjs-layers runs
 * from the image alone. A batch normalization and the ReLU behind it run as one.
 *
 * Leaves the tensors in between to the surrounding tidy().
 */
export function runNetwork(network: LayersModel, { given, ...options }: RunNetworkOptions): Tensor2D {
  const outputs = new Map(given);
  const outputOf = (layer: layers.Layer): Tensor => {
    const known = outputs.get(layer.name);
    if (known) {
      return known;
    }
    const normalization = normalizationBefore(layer);
    const output =
      normalization && !outputs.has(normalization.name)
        ? apply(normalization, { ...options, relu: true })
        : apply(layer, options);
    outputs.set(layer.name, output);
    return output;
  };
  const apply = (layer: layers.Layer, run: object): Tensor => {
    const inputs = layer.inboundNodes[0]!.inboundLayers.map(outputOf);
    return layer.apply(inputs.length === 1 ? inputs[0]! : inputs, { ...run }) as Tensor;
  };
  return outputOf(network.outputLayers[0]!) as Tensor2D;
}
