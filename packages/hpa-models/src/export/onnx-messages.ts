import type { OnnxAttribute, OnnxConstant, OnnxNode } from '../layer-kinds/onnx-graph.js';
import { type ProtobufMessage, type ProtobufValue, protobufMessage } from './protobuf-message.js';

// The numbers of fields and types are those of https://github.com/onnx/onnx/blob/main/onnx/onnx.proto

const FLOAT_TENSOR = 1;
const INT64_TENSOR = 7;

/** An input or output of a graph, float32; a string names a dimension that is free. */
export interface OnnxValue {
  readonly name: string;
  readonly shape: readonly (number | string)[];
}

/** A NodeProto. */
export function onnxNode({ name, operation, inputs, output, attributes = {} }: OnnxNode): ProtobufMessage {
  return protobufMessage([
    ...inputs.map((input) => [1, input] as const),
    [2, output],
    [3, name],
    [4, operation],
    ...Object.entries(attributes).map(([key, value]) => [5, onnxAttribute(key, value)] as const),
  ]);
}

/** A TensorProto with its values as raw_data: little-endian, like every machine that runs JavaScript. */
export function onnxConstant({ name, shape, values }: OnnxConstant): ProtobufMessage {
  return protobufMessage([
    ...shape.map((dimension) => [1, dimension] as const),
    [2, values instanceof Float32Array ? FLOAT_TENSOR : INT64_TENSOR],
    [8, name],
    [9, new Uint8Array(values.buffer, values.byteOffset, values.byteLength)],
  ]);
}

/** A ValueInfoProto. */
export function onnxValue({ name, shape }: OnnxValue): ProtobufMessage {
  const dimensions = shape.map(
    (dimension) => [1, protobufMessage([[typeof dimension === 'number' ? 1 : 2, dimension]])] as const,
  );
  const tensor = protobufMessage([
    [1, FLOAT_TENSOR],
    [2, protobufMessage(dimensions)],
  ]);
  return protobufMessage([
    [1, name],
    [2, protobufMessage([[1, tensor]])],
  ]);
}

function onnxAttribute(name: string, value: OnnxAttribute): ProtobufMessage {
  const [type, fields]: [number, (readonly [number, ProtobufValue])[]] =
    typeof value === 'number'
      ? [2, [[3, value]]]
      : 'float' in value
        ? [1, [[2, value]]]
        : [7, value.map((each) => [8, each] as const)];
  return protobufMessage([[1, name], ...fields, [20, type]]);
}
