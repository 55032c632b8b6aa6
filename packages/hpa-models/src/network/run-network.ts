import type { Tensor, Tensor2D } from '@tensorflow/tfjs-core';
import type { LayersModel, layers } from '@tensorflow/tfjs-layers';
import { BatchNormalization } from '../layers/batch-normalization.js';

/**
 * Runs the part of a network between given points and the logits [N, classes], layer by layer; tfjs-layers can only start at
 * the image. A batch normalization and the ReLU after it run as one.
 *
 * The surrounding tidy() frees the tensors in between.
 */
export function runNetwork(
  network: LayersModel,
  {
    given,
    ...options
  }: {
    /** Outputs of layers, by name, that need not be computed: that of the image, and any others. */
    readonly given: ReadonlyMap<string, Tensor>;
    readonly training: boolean;
    readonly step?: number;
    readonly firstImage?: number;
  },
): Tensor2D {
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

const fused = new WeakMap<layers.Layer, BatchNormalization | undefined>();

/** The batch normalization that only this layer reads, if the layer is a ReLU: the two can run as one. */
function normalizationBefore(layer: layers.Layer): BatchNormalization | undefined {
  // Kept for all steps of a training: reading a configuration takes longer than normalizing a small map.
  if (!fused.has(layer)) {
    fused.set(layer, findNormalizationBefore(layer));
  }
  return fused.get(layer);
}

function findNormalizationBefore(layer: layers.Layer): BatchNormalization | undefined {
  if (layer.getClassName() !== 'Activation' || layer.getConfig().activation !== 'relu') {
    return undefined;
  }
  const [before] = layer.inboundNodes[0]!.inboundLayers;
  return before instanceof BatchNormalization && before.outboundNodes.length === 1 ? before : undefined;
}
