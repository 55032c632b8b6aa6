import { transpose } from '@tensorflow/tfjs-core';
import type { layers } from '@tensorflow/tfjs-layers';
import { dilations, slidingWindows } from './sliding-window.js';

/** An ONNX graph under construction: nodes in an order in which they can run, and constants. Feature maps are [N, C, H, W]. */
export interface OnnxGraph {
  readonly nodes: OnnxNode[];
  readonly constants: OnnxConstant[];
}

/** One operation of a graph. */
export interface OnnxNode {
  readonly name: string;
  /** Such as `Conv`. */
  readonly operation: string;
  readonly inputs: readonly string[];
  readonly output: string;
  readonly attributes?: OnnxAttributes;
}

/** Attributes of a node by name. */
export type OnnxAttributes = Readonly<Record<string, OnnxAttribute>>;

/** An attribute of a node: an integer, a float32, or a list of integers. */
export type OnnxAttribute = number | { readonly float: number } | readonly number[];

/** A constant of a graph: float32, or int64 for lists of integers. */
export interface OnnxConstant {
  readonly name: string;
  readonly shape: readonly number[];
  readonly values: Float32Array | BigInt64Array;
}

/** A layer on its way into a graph. */
export interface OnnxLayer {
  readonly graph: OnnxGraph;
  readonly layer: layers.Layer;
  /** Names of its inputs in the graph. */
  readonly inputs: readonly string[];
}

/** Adds a node for a layer, by default of the layer's name and inputs, and returns the name of its output. */
export function writeNode(
  { graph, layer, inputs: own }: OnnxLayer,
  operation: string,
  {
    inputs = own,
    attributes = {},
    name = layer.name,
  }: {
    readonly inputs?: readonly string[];
    readonly attributes?: OnnxAttributes;
    readonly name?: string;
  } = {},
): string {
  const output = `${name}/output`;
  graph.nodes.push({ name, operation, inputs, output, attributes });
  return output;
}

/** Adds the weights of a layer as constants, in the order of the layer. */
export async function writeWeights(
  { graph, layer }: OnnxLayer,
  {
    kernel,
    kernelShape,
  }: {
    /** Permutes the axes of the first weight. */
    readonly kernel?: number[];
    /** Shape of the first weight after that, if it changes further. */
    readonly kernelShape?: readonly number[];
  } = {},
): Promise<string[]> {
  const names: string[] = [];
  for (const weight of layer.weights) {
    const name = weight.originalName;
    const moves = kernel && names.length === 0;
    const ordered = moves ? transpose(weight.read(), kernel) : weight.read();
    const shape = (names.length === 0 && kernelShape) || ordered.shape;
    graph.constants.push({ name, shape, values: (await ordered.data()) as Float32Array });
    if (moves) {
      ordered.dispose();
    }
    names.push(name);
  }
  return names;
}

/** The attributes of a window that moves over an image: its size, strides, gaps and zeros. */
export function windowAttributes(
  layer: layers.Layer,
  { size }: { readonly size: readonly [number, number] },
): OnnxAttributes {
  const windows = slidingWindows(layer);
  const gaps = dilations(layer);
  return {
    kernel_shape: size,
    strides: windows.map(({ stride }) => stride),
    pads: [...windows.map(({ before }) => before), ...windows.map(({ after }) => after)],
    ...(gaps.some((gap) => gap > 1) && { dilations: gaps }),
  };
}

const ACTIVATIONS: Readonly<Record<string, (place: OnnxLayer, input: string) => string>> = {
  linear: (_, input) => input,
  relu: (place, input) => writeNode(place, 'Relu', { inputs: [input] }),
  relu6(place, input) {
    const limits = [0, 6].map((limit) => {
      const name = `${place.layer.name}/limit${limit}`;
      place.graph.constants.push({ name, shape: [], values: Float32Array.of(limit) });
      return name;
    });
    return writeNode(place, 'Clip', { inputs: [input, ...limits] });
  },
  selu: (place, input) => writeNode(place, 'Selu', { inputs: [input] }),
};

/**
 * Adds the activation of a layer to a point of the graph.
 *
 * @throws Error naming the layer if ONNX has no such activation here
 */
export function writeActivation(place: OnnxLayer, input: string): string {
  const { activation = 'linear' } = place.layer.getConfig() as { readonly activation?: string };
  const write = Object.hasOwn(ACTIVATIONS, activation) ? ACTIVATIONS[activation] : undefined;
  if (!write) {
    const known = Object.keys(ACTIVATIONS).join(', ');
    throw new Error(
      `layer "${place.layer.name}" has the activation ${activation}, which is not exported to ONNX; exported are ${known}`,
    );
  }
  return write(place, input);
}
