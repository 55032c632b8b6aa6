import type { Tensor, Tensor4D } from '@tensorflow/tfjs-core';
import type { layers } from '@tensorflow/tfjs-layers';
import { layerKind } from '../layer-kinds/layer-kinds.js';
import { BatchNormalization } from '../layers/batch-normalization.js';
import { type NormalizedConvolution, normalizedConvolution } from '../layers/normalized-convolution.js';

/** A layer, or several that run as one. */
export interface InferenceStep {
  /** Name of the last layer. */
  readonly output: string;
  /** Names of the outputs that it reads. */
  readonly inputs: readonly string[];
  /** What it does; undefined where the images enter. */
  readonly run: ((inputs: readonly Tensor[]) => Tensor) | undefined;
}

/**
 * Plans how to compute the outputs of layers in inference, in steps that can run in order: dropout is left out, and a convolution takes in the
 * batch normalizations before and after it and the ReLU after those.
 *
 * A normalization is taken in only if nothing else reads what is between it and the convolution. One before a convolution that puts
 * zeros around its images stays, because the zeros come after it.
 */
export function planInference(wanted: readonly layers.Layer[]): {
  readonly steps: readonly InferenceStep[];
  /** Names of the outputs of steps that hold those of the layers, in their order. */
  readonly outputs: readonly string[];
} {
  const readers = countReaders(wanted);
  const steps = new Map<layers.Layer, InferenceStep>();
  /** The one input of a layer, if nothing else reads it. */
  const only = (layer: layers.Layer): layers.Layer | undefined => {
    const [input, ...others] = inputsOf(layer);
    return input && others.length === 0 && readers.get(input) === 1 ? input : undefined;
  };
  const add = (layer: layers.Layer): string => {
    if (!steps.has(layer)) {
      const group = convolutionOf(layer, only);
      const inputs = inputsOf(group?.first ?? layer).map(add);
      steps.set(layer, { output: layer.name, inputs, run: group ? runGroup(group) : runLayer(layer) });
    }
    return layer.name;
  };
  const outputs = wanted.map((layer) => add(withoutDropout(layer)));
  return { steps: [...steps.values()], outputs };
}

/** How many layers read the output of each; to be asked for counts as one more. */
function countReaders(wanted: readonly layers.Layer[]): ReadonlyMap<layers.Layer, number> {
  const readers = new Map<layers.Layer, number>();
  const visit = (layer: layers.Layer): void => {
    const before = readers.get(layer) ?? 0;
    readers.set(layer, before + 1);
    if (before === 0) {
      inputsOf(layer).forEach(visit);
    }
  };
  for (const layer of wanted) {
    visit(withoutDropout(layer));
  }
  return readers;
}

function inputsOf(layer: layers.Layer): readonly layers.Layer[] {
  return layer.inboundNodes[0]!.inboundLayers.map(withoutDropout);
}

/** In inference, the output of a dropout is its input. */
function withoutDropout(layer: layers.Layer): layers.Layer {
  return layerKind(layer).drops ? withoutDropout(layer.inboundNodes[0]!.inboundLayers[0]!) : layer;
}

/** A convolution and what it takes in. */
interface Group extends NormalizedConvolution {
  readonly first: layers.Layer;
}

/** The group that ends in a layer, if it has a convolution and a batch normalization. */
function convolutionOf(
  last: layers.Layer,
  only: (layer: layers.Layer) => layers.Layer | undefined,
): Group | undefined {
  let layer: layers.Layer | undefined = last;
  const clamps = isRelu(layer);
  layer = clamps ? only(layer) : layer;
  const after = layer instanceof BatchNormalization ? layer : undefined;
  layer = after ? only(after) : layer;
  if (layer?.getClassName() !== 'Conv2D') {
    return undefined;
  }
  const { activation, padding, kernelSize } = layer.getConfig() as unknown as {
    readonly activation: string;
    readonly padding: string;
    readonly kernelSize: readonly number[];
  };
  if (activation !== 'linear' && (activation !== 'relu' || after)) {
    return undefined;
  }
  const below = only(layer);
  const bare = padding === 'valid' || kernelSize.every((size) => size === 1);
  const before = bare && below instanceof BatchNormalization ? below : undefined;
  return before || after
    ? {
        convolution: layer,
        first: before ?? layer,
        before,
        after,
        relu: clamps || activation === 'relu',
      }
    : undefined;
}

function isRelu(layer: layers.Layer): boolean {
  return layer.getClassName() === 'Activation' && layer.getConfig().activation === 'relu';
}

function runGroup(group: Group): InferenceStep['run'] {
  const run = normalizedConvolution(group);
  return ([x]) => run(x as Tensor4D);
}

function runLayer(layer: layers.Layer): InferenceStep['run'] {
  if (layer.getClassName() === 'InputLayer') {
    return undefined;
  }
  return (inputs) =>
    layer.apply(inputs.length === 1 ? inputs[0]! : [...inputs], { training: false }) as Tensor;
}
