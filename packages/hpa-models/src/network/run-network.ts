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
    const pair = normalizationBefore(layer);
    const output =
      pair && !outputs.has(pair.normalization.name)
        ? apply(pair.normalization, { ...options, ceiling: pair.ceiling })
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

/** A batch normalization and the upper end of the ReLU after it. */
interface Pair {
  readonly normalization: BatchNormalization;
  readonly ceiling: number;
}

const fused = new WeakMap<layers.Layer, Pair | undefined>();

/** The upper ends of activations that are ReLUs. */
const CEILINGS: Readonly<Record<string, number>> = { relu: Number.POSITIVE_INFINITY, relu6: 6 };

/** The batch normalization that only this layer reads, if the layer is a ReLU: the two can run as one. */
function normalizationBefore(layer: layers.Layer): Pair | undefined {
  // Kept for all steps of a training: reading a configuration takes longer than normalizing a small map.
  if (!fused.has(layer)) {
    fused.set(layer, findNormalizationBefore(layer));
  }
  return fused.get(layer);
}

function findNormalizationBefore(layer: layers.Layer): Pair | undefined {
  const ceiling =
    layer.getClassName() === 'Activation' ? CEILINGS[layer.getConfig().activation as string] : undefined;
  const [before] = layer.inboundNodes[0]?.inboundLayers ?? [];
  return ceiling !== undefined && before instanceof BatchNormalization && before.outboundNodes.length === 1
    ? { normalization: before, ceiling }
    : undefined;
}
