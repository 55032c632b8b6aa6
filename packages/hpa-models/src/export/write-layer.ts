import { transpose } from '@tensorflow/tfjs-core';
import type { layers } from '@tensorflow/tfjs-layers';
import type { OnnxAttribute, OnnxConstant, OnnxNode } from './onnx-messages.js';

/** An ONNX graph under construction: nodes in an order in which they can run, and constants. */
export interface OnnxGraph {
  readonly nodes: OnnxNode[];
  readonly constants: OnnxConstant[];
}

type Attributes = Readonly<Record<string, OnnxAttribute>>;

/** What the configurations of the layers of this library hold, each its part. */
interface LayerConfig {
  readonly activation?: string;
  readonly strides: readonly [number, number];
  readonly kernelSize: readonly [number, number];
  readonly poolSize: readonly [number, number];
  readonly padding: 'same' | 'valid' | readonly [readonly [number, number], readonly [number, number]];
  readonly epsilon: number;
}

/** A layer on its way into a graph. */
interface Placed {
  readonly graph: OnnxGraph;
  readonly layer: layers.Layer;
  readonly config: LayerConfig;
  /** Names of its inputs in the graph. */
  readonly inputs: readonly string[];
}

/** How each kind of layer is written, by its class name; feature maps are [N, C, H, W]. Returns the name of the output. */
const WRITERS: Readonly<Record<string, (placed: Placed) => string | Promise<string>>> = {
  Conv2D: writeConvolution,
  Dense: writeDense,
  BatchNormalization: writeBatchNormalization,
  Activation: (placed) => writeActivation(placed, placed.inputs[0]!),
  MaxPooling2D: (placed) =>
    write(placed, 'MaxPool', { attributes: windowOf(placed, placed.config.poolSize) }),
  AveragePooling2D: (placed) =>
    write(placed, 'AveragePool', {
      attributes: { ...windowOf(placed, placed.config.poolSize), count_include_pad: 0 },
    }),
  GlobalAveragePooling2D: (placed) => writeGlobalPooling(placed, 'GlobalAveragePool'),
  GlobalMaxPooling2D: (placed) => writeGlobalPooling(placed, 'GlobalMaxPool'),
  ZeroPadding2D: writePadding,
  Concatenate: (placed) => write(placed, 'Concat', { attributes: { axis: 1 } }),
  Add: (placed) => write(placed, 'Add'),
  Flatten: writeFlatten,
  Dropout: ({ inputs }) => inputs[0]!,
  AlphaDropout: ({ inputs }) => inputs[0]!,
};

/**
 * Writes a layer, in inference mode, to the end of a graph whose feature maps are [N, C, H, W].
 *
 * @param inputs names of its inputs in the graph
 * @returns the name of its output in the graph
 * @throws Error if the layer is of a kind, or has an activation, that has no translation
 */
export async function writeLayer(
  graph: OnnxGraph,
  { layer, inputs }: { readonly layer: layers.Layer; readonly inputs: readonly string[] },
): Promise<string> {
  const kind = layer.getClassName();
  const writer = Object.hasOwn(WRITERS, kind) ? WRITERS[kind] : undefined;
  if (!writer) {
    const known = Object.keys(WRITERS).join(', ');
    throw new Error(
      `layer "${layer.name}" is a ${kind}, which is not exported to ONNX; exported are ${known}`,
    );
  }
  return writer({ graph, layer, inputs, config: layer.getConfig() as unknown as LayerConfig });
}

async function writeConvolution(placed: Placed): Promise<string> {
  const { layer, config, inputs } = placed;
  const linear = write(placed, 'Conv', {
    // [height, width, in, out] becomes [out, in, height, width].
    inputs: [inputs[0]!, ...(await writeWeights(placed, { kernel: [3, 2, 0, 1] }))],
    attributes: windowOf(placed, config.kernelSize),
    name: `${layer.name}/linear`,
  });
  return writeActivation(placed, linear);
}

async function writeDense(placed: Placed): Promise<string> {
  const inputs = [placed.inputs[0]!, ...(await writeWeights(placed))];
  return writeActivation(placed, write(placed, 'Gemm', { inputs, name: `${placed.layer.name}/linear` }));
}

async function writeBatchNormalization(placed: Placed): Promise<string> {
  const { graph, layer, config, inputs } = placed;
  const weights = await writeWeights(placed);
  if (weights.length === 3) {
    const channels = layer.weights[0]!.shape[0]!;
    const gamma = `${layer.name}/gamma`;
    graph.constants.push({ name: gamma, shape: [channels], values: new Float32Array(channels).fill(1) });
    weights.unshift(gamma);
  }
  return write(placed, 'BatchNormalization', {
    inputs: [inputs[0]!, ...weights], // gamma, beta, mean, variance, as the layer has them
    attributes: { epsilon: { float: config.epsilon } },
  });
}

function writeActivation(placed: Placed, input: string): string {
  const { activation = 'linear' } = placed.config;
  if (activation === 'linear') {
    return input;
  }
  const operation = { relu: 'Relu', selu: 'Selu' }[activation];
  if (!operation) {
    throw new Error(
      `layer "${placed.layer.name}" has the activation ${activation}, which is not exported to ONNX; exported are linear, relu, selu`,
    );
  }
  return write(placed, operation, { inputs: [input] });
}

function writeGlobalPooling(placed: Placed, operation: string): string {
  const pooled = write(placed, operation, { name: `${placed.layer.name}/pooled` }); // [N, C, 1, 1]
  return write(placed, 'Flatten', { inputs: [pooled] });
}

/** Rows, columns, channels: the order that the weights behind it were trained for. */
function writeFlatten(placed: Placed): string {
  const name = `${placed.layer.name}/channels_last`;
  const channelsLast = write(placed, 'Transpose', { attributes: { perm: [0, 2, 3, 1] }, name });
  return write(placed, 'Flatten', { inputs: [channelsLast] });
}

function writePadding(placed: Placed): string {
  const [[top, bottom], [left, right]] = placed.config.padding as Exclude<LayerConfig['padding'], string>;
  const name = `${placed.layer.name}/pads`;
  const values = BigInt64Array.from([0, 0, top, left, 0, 0, bottom, right].map(BigInt));
  placed.graph.constants.push({ name, shape: [8], values });
  return write(placed, 'Pad', { inputs: [placed.inputs[0]!, name] });
}

/** Kernel, strides and explicit zeros; 'same' puts the odd zero behind, as TensorFlow does. */
function windowOf({ layer, config }: Placed, kernel: readonly [number, number]): Attributes {
  const [, ...size] = layer.inboundNodes[0]!.inputShapes[0] as number[];
  const { strides } = config;
  const zeros = kernel.map((edge, axis) => {
    const [pixels, stride] = [size[axis]!, strides[axis]!];
    return config.padding === 'same'
      ? Math.max((Math.ceil(pixels / stride) - 1) * stride + edge - pixels, 0)
      : 0;
  });
  const before = zeros.map((all) => Math.floor(all / 2));
  const after = zeros.map((all) => Math.ceil(all / 2));
  return { kernel_shape: kernel, strides, pads: [...before, ...after] };
}

/** Adds the weights of a layer as constants, in the layer's order; `kernel` is the order of the axes of the first. */
async function writeWeights(
  { graph, layer }: Placed,
  { kernel }: { readonly kernel?: number[] } = {},
): Promise<string[]> {
  const names: string[] = [];
  for (const weight of layer.weights) {
    const name = weight.originalName;
    const moves = kernel && names.length === 0;
    const ordered = moves ? transpose(weight.read(), kernel) : weight.read();
    graph.constants.push({ name, shape: ordered.shape, values: (await ordered.data()) as Float32Array });
    if (moves) {
      ordered.dispose();
    }
    names.push(name);
  }
  return names;
}

function write(
  { graph, layer, inputs: own }: Placed,
  operation: string,
  {
    inputs = own,
    attributes = {},
    name = layer.name,
  }: { readonly inputs?: readonly string[]; readonly attributes?: Attributes; readonly name?: string } = {},
): string {
  const output = `${name}/output`;
  graph.nodes.push({ name, operation, inputs, output, attributes });
  return output;
}
