import { getGradient, type Tensor, type Tensor2D } from '@tensorflow/tfjs-core';
import type { LayersModel, layers } from '@tensorflow/tfjs-layers';
import { BatchNormalization } from '../layers/batch-normalization.js';
import { trainedConvolution } from '../layers/trained-convolution.js';

/**
 * Runs the part of a network between given points and the logits [N, classes], layer by layer; tfjs-layers can only start at
 * the image. A batch normalization and the ReLU after it run as one, and so do a convolution, its bias and its activation where the kernel
 * has a registered gradient.
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
  // Without one, getGradient() returns undefined, although its type does not say so.
  const fuses = (getGradient('FusedConv2D') as object | undefined) !== undefined;
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
    const convolution = fuses ? convolutionOf(layer) : undefined;
    if (convolution) {
      return convolution(inputs[0]!);
    }
    return layer.apply(inputs.length === 1 ? inputs[0]! : inputs, { ...run }) as Tensor;
  };
  return outputOf(network.outputLayers[0]!) as Tensor2D;
}

/** A batch normalization and the upper end of the ReLU after it. */
interface Pair {
  readonly normalization: BatchNormalization;
  readonly ceiling: number;
}

// What was found of layers is kept for all steps of a training: reading a configuration takes longer than normalizing a small map.
const pairs = new WeakMap<layers.Layer, Pair | undefined>();
const convolutions = new WeakMap<layers.Layer, ((x: Tensor) => Tensor) | undefined>();

function convolutionOf(layer: layers.Layer): ((x: Tensor) => Tensor) | undefined {
  if (!convolutions.has(layer)) {
    convolutions.set(layer, trainedConvolution(layer));
  }
  return convolutions.get(layer);
}

/** The upper ends of activations that are ReLUs. */
const CEILINGS: Readonly<Record<string, number>> = { relu: Number.POSITIVE_INFINITY, relu6: 6 };

/** The batch normalization that only this layer reads, if the layer is a ReLU: the two can run as one. */
function normalizationBefore(layer: layers.Layer): Pair | undefined {
  if (!pairs.has(layer)) {
    pairs.set(layer, findNormalizationBefore(layer));
  }
  return pairs.get(layer);
}

function findNormalizationBefore(layer: layers.Layer): Pair | undefined {
  const ceiling =
    layer.getClassName() === 'Activation' ? CEILINGS[layer.getConfig().activation as string] : undefined;
  const [before] = layer.inboundNodes[0]?.inboundLayers ?? [];
  return ceiling !== undefined && before instanceof BatchNormalization && before.outboundNodes.length === 1
    ? { normalization: before, ceiling }
    : undefined;
}
