import type { layers } from '@tensorflow/tfjs-layers';
import { layerKind } from '../layer-kinds/layer-kinds.js';
import type { OnnxGraph } from '../layer-kinds/onnx-graph.js';
import type { Classifier, ModelCard } from '../types.js';
import { crc32, hexadecimal } from '../weights/bytes/crc32.js';
import { onnxConstant, onnxNode, onnxValue } from './onnx-messages.js';
import { type ProtobufMessage, protobufMessage } from './protobuf-message.js';

/** Version of the default operator set, and of the file format released with it. */
const OPSET = 17;
const IR_VERSION = 8;

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
 * @throws Error naming the layer if its kind is unknown
 * @throws RangeError if the file would be larger than the 2 GB that protobuf allows
 * @example
 * import { exportOnnx, gapNetPl } from '@hpa/models';
 * const classes = [{ id: 0, name: 'Nucleus' }, { id: 1, name: 'Cytosol' }];
 * const model = gapNetPl({ input: { height: 16, width: 16 }, classes, seed: 1 });
 * (await exportOnnx(model)).length > 4 * model.card.parameters; // true
 */
export async function exportOnnx(classifier: Classifier): Promise<Uint8Array> {
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
  const outputs = [];
  for (const [name, { outputLayers }] of Object.entries({ logits: network, features: backbone })) {
    const inputs = [await placeOf(outputLayers[0]!)];
    graph.nodes.push({ name: `${name}/end`, operation: 'Identity', inputs, output: name });
    outputs.push({ name, shape: ['N', outputLayers[0]!.outputShape[1] as number] });
  }
  outputs.push({ name: 'probabilities', shape: outputs[0]!.shape });
  writeProbabilities(graph, card);
  const content = protobufMessage([
    ...graph.nodes.map((node) => [1, onnxNode(node)] as const),
    [2, card.name],
    ...graph.constants.map((constant) => [5, onnxConstant(constant)] as const),
    [
      11,
      onnxValue({
        name: 'image',
        shape: ['N', card.input.height, card.input.width, card.input.channels.length],
      }),
    ],
    ...outputs.map((output) => [12, onnxValue(output)] as const),
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
