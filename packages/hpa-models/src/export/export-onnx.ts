import type { layers } from '@tensorflow/tfjs-layers';
import { layerKind } from '../layer-kinds/layer-kinds.js';
import type { OnnxGraph } from '../layer-kinds/onnx-graph.js';
import type { Classifier, ModelCard } from '../types.js';
import { crc32, hexadecimal } from '../weights/bytes/crc32.js';
import { onnxConstant, onnxNode, onnxValue } from './onnx-messages.js';
import { type ProtobufMessage, protobufMessage } from './protobuf-message.js';
import { writeLevels } from './write-levels.js';

/** Version of the default operator set, and of the file format released with it. */
const OPSET = 17;
const IR_VERSION = 8;

/** The outputs of an exported graph. */
const OUTPUTS = ['logits', 'features', 'probabilities'] as const;

/** Protobuf allows 2 GB. */
const LONGEST_FILE = 2 ** 31 - 1;

/**
 * Writes a classifier as an ONNX model (opset 17) for inference: without dropout, and with batch normalization by moving averages.
 *
 * Its input is `image`, float32 [N, height, width, channels] as everywhere in this library; its outputs are `logits`
 * [N, classes], `features` [N, D] and `probabilities` [N, classes], which are the softmax of the logits, or their sigmoid where the
 * task of the card is `multi-label`, after division by the card's temperature if it has one. N is free. The metadata_props have the card as JSON under the key `card`, with the
 * channels and the normalization of the input, and a checksum of the graph under `crc32c`.
 *
 * With `levels`, the graph takes gray levels as they come from an image, and does all that makes probabilities of them: sums of channels
 * such as `microtubules+er/2` and the normalization are in it. Its input is then `levels`. `openOnnxClassifier` does not open such a file.
 *
 * @throws Error naming the layer if its kind is unknown
 * @throws RangeError if the planes of the input are made of other channels than `levels` names, or no output is asked for
 * @throws RangeError if the file would be larger than the 2 GB that protobuf allows
 * @example
 * import { exportOnnx, gapNetPl } from '@hpa/models';
 * const classes = [{ id: 0, name: 'Nucleus' }, { id: 1, name: 'Cytosol' }];
 * const model = gapNetPl({ input: { height: 16, width: 16 }, classes, seed: 1 });
 * (await exportOnnx(model)).length > 4 * model.card.parameters; // true
 */
export async function exportOnnx(
  classifier: Classifier,
  {
    outputs: names = OUTPUTS,
    levels,
  }: {
    /** The outputs of the graph, in order; by default all. What only others need is left out. */
    readonly outputs?: readonly (typeof OUTPUTS)[number][];
    /** The channels of an input of gray levels in [0, 255], in order; without it the input is what the network takes. */
    readonly levels?: readonly string[];
  } = {},
): Promise<Uint8Array> {
  if (names.length === 0) {
    throw new RangeError(`outputs must name at least one of ${OUTPUTS.join(', ')}; received []`);
  }
  const { card, network, backbone } = classifier;
  const graph: OnnxGraph = { nodes: [], constants: [] };
  const places = new Map<string, string>();

  const placeOf = async (layer: layers.Layer): Promise<string> => {
    const known = places.get(layer.name);
    if (known !== undefined) {
      return known;
    }
    const inputs: string[] = [];
    for (const below of layer.inboundNodes[0]!.inboundLayers) {
      inputs.push(await placeOf(below));
    }
    const place = await layerKind(layer).writeOnnx({ graph, layer, inputs });
    places.set(layer.name, place);
    return place;
  };
  if (levels) {
    writeLevels(graph, { input: card.input, channels: levels });
  }
  const shapes: Record<string, readonly (string | number)[]> = { probabilities: ['N', card.classes.length] };
  const ends = {
    ...((names.includes('logits') || names.includes('probabilities')) && { logits: network }),
    ...(names.includes('features') && { features: backbone }),
  };
  for (const [name, { outputLayers }] of Object.entries(ends)) {
    const inputs = [await placeOf(outputLayers[0]!)];
    graph.nodes.push({ name: `${name}/end`, operation: 'Identity', inputs, output: name });
    shapes[name] = ['N', outputLayers[0]!.outputShape[1] as number];
  }
  if (names.includes('probabilities')) {
    writeProbabilities(graph, card);
  }
  const channelCount = (levels ?? card.input.channels).length;
  const content = protobufMessage([
    ...graph.nodes.map((node) => [1, onnxNode(node)] as const),
    [2, card.name],
    ...graph.constants.map((constant) => [5, onnxConstant(constant)] as const),
    [
      11,
      onnxValue({
        name: levels ? 'levels' : 'image',
        shape: ['N', card.input.height, card.input.width, channelCount],
      }),
    ],
    ...names.map((name) => [12, onnxValue({ name, shape: shapes[name]! })] as const),
  ]);
  return joined(
    protobufMessage([
      [1, IR_VERSION],
      [2, '@hpa/models'],
      [7, content],
      [8, protobufMessage([[2, OPSET]])],
      [14, metadataEntry('crc32c', checksumOf(content))],
      [14, metadataEntry('card', JSON.stringify(card))],
    ]),
  );
}

/** Adds what makes probabilities of logits. */
function writeProbabilities({ nodes, constants }: OnnxGraph, { task, temperature }: ModelCard): void {
  let logits = 'logits';
  if (temperature !== undefined) {
    const values = Float32Array.from(temperature);
    constants.push({ name: 'temperature', shape: [values.length], values });
    nodes.push({
      name: 'temperature/divide',
      operation: 'Div',
      inputs: [logits, 'temperature'],
      output: 'temperature/output',
    });
    logits = 'temperature/output';
  }
  const activation =
    task === 'multi-label' ? { operation: 'Sigmoid' } : { operation: 'Softmax', attributes: { axis: 1 } };
  nodes.push({ name: 'probabilities/end', inputs: [logits], output: 'probabilities', ...activation });
}

/** A StringStringEntryProto. */
function metadataEntry(key: string, value: string): ProtobufMessage {
  return protobufMessage([
    [1, key],
    [2, value],
  ]);
}

function checksumOf({ parts }: ProtobufMessage): string {
  return hexadecimal(
    parts.reduce((previous, part) => crc32(part, { polynomial: 'castagnoli', previous }), 0),
  );
}

function joined({ length, parts }: ProtobufMessage): Uint8Array {
  if (length > LONGEST_FILE) {
    throw new RangeError(
      `an ONNX file must have at most ${LONGEST_FILE} bytes; this one would have ${length}`,
    );
  }
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
