import { shown } from '../shown.js';
import { ByteCursor } from '../weights/bytes/byte-cursor.js';
import { crc32, hexadecimal } from '../weights/bytes/crc32.js';
import { type ProtobufField, protobufFields } from '../weights/formats/protobuf-fields.js';

// The numbers of fields and types are those of https://github.com/onnx/onnx/blob/main/onnx/onnx.proto

/** One operation of a graph. */
export interface ParsedNode {
  readonly name: string;
  readonly operation: string;
  readonly inputs: readonly string[];
  readonly output: string;
  /** Integers of the attributes by name; empty for a float or a text. */
  readonly attributes: ReadonlyMap<string, readonly number[]>;
}

/** A constant of a graph. */
export interface ParsedConstant {
  readonly name: string;
  readonly shape: readonly number[];
  readonly dtype: 'float32' | 'int64';
  /** Little-endian numbers, as many as the shape says. */
  readonly bytes: Uint8Array;
}

/** What an ONNX file holds. */
export interface ParsedOnnx {
  readonly metadata: ReadonlyMap<string, Uint8Array>;
  readonly nodes: readonly ParsedNode[];
  readonly constants: readonly ParsedConstant[];
  /** Shapes by name; 0 for a dimension that is free. */
  readonly inputs: ReadonlyMap<string, readonly number[]>;
  readonly outputs: ReadonlySet<string>;
}

/**
 * Reads the structure of an ONNX file, as far as `exportOnnx` writes one: its constants are float32 or int64 within the file, and no node
 * holds a graph or a tensor of its own.
 *
 * @param where start of error messages
 * @throws Error if the file is malformed, has something else, or the graph has another checksum than the file states
 */
export function parseOnnx(bytes: Uint8Array, where: string): ParsedOnnx {
  const model = fieldsOf(bytes, { where, what: 'the model', known: [1, 2, 3, 4, 5, 6, 7, 8, 14] });
  const graphs = messages(model, 7);
  const metadata = new Map(
    messages(model, 14).map((entry) => {
      const fields = protobufFields(entry, where);
      return [text(fields, 1), messages(fields, 2)[0] ?? new Uint8Array(0)] as const;
    }),
  );
  if (graphs.length > 1) {
    throw new Error(`${where}: the model must be one graph; found ${graphs.length}`);
  }
  requireChecksum(metadata.get('crc32c'), { graph: graphs[0], where });
  const graph = fieldsOf(graphs[0] ?? new Uint8Array(0), {
    where,
    what: 'the graph',
    known: [1, 2, 5, 10, 11, 12, 13],
  });
  return {
    metadata,
    nodes: messages(graph, 1).map((node) => parseNode(node, where)),
    constants: messages(graph, 5).map((constant) => parseConstant(constant, where)),
    inputs: new Map(messages(graph, 11).map((value) => parseValue(value, where))),
    outputs: new Set(messages(graph, 12).map((value) => parseValue(value, where)[0])),
  };
}

/** Requires the graph to be as it was exported, where the file has its checksum: earlier versions wrote none. */
function requireChecksum(
  stated: Uint8Array | undefined,
  { graph, where }: { readonly graph: Uint8Array | undefined; readonly where: string },
): void {
  if (!stated || !graph) {
    return;
  }
  const [expected, found] = [
    new TextDecoder().decode(stated),
    hexadecimal(crc32(graph, { polynomial: 'castagnoli' })),
  ];
  if (found !== expected) {
    throw new Error(
      `${where}: checksum mismatch: the file says ${shown(expected)}, its graph gives ${found}`,
    );
  }
}

/** A NodeProto. */
function parseNode(bytes: Uint8Array, where: string): ParsedNode {
  const fields = fieldsOf(bytes, { where, what: 'a node', known: [1, 2, 3, 4, 5, 6, 7] });
  const name = text(fields, 3);
  const outputs = messages(fields, 2);
  if (outputs.length !== 1 || text(fields, 7) !== '') {
    throw new Error(
      `${where}: node ${shown(name)} must have one output and no domain; found ${outputs.length} and ${shown(text(fields, 7))}`,
    );
  }
  return {
    name,
    operation: text(fields, 4),
    inputs: messages(fields, 1).map((input) => new TextDecoder().decode(input)),
    output: text(fields, 2),
    attributes: new Map(
      messages(fields, 5).map((attribute) => {
        const parts = fieldsOf(attribute, {
          where,
          what: `an attribute of node ${shown(name)}`,
          known: [1, 2, 3, 4, 8, 13, 20],
        });
        return [text(parts, 1), [...integers(parts, 3, where), ...integers(parts, 8, where)]] as const;
      }),
    ),
  };
}

const FLOAT32 = 1;
const INT64 = 7;

/** A TensorProto with raw_data. */
function parseConstant(bytes: Uint8Array, where: string): ParsedConstant {
  const fields = fieldsOf(bytes, { where, what: 'a constant', known: [1, 2, 8, 9, 12] });
  const name = text(fields, 8);
  const [type] = integers(fields, 2, where);
  if (type !== FLOAT32 && type !== INT64) {
    throw new Error(`${where}: constant ${shown(name)} must be float32 or int64; its type is ${type}`);
  }
  const shape = integers(fields, 1, where);
  const values = messages(fields, 9)[0] ?? new Uint8Array(0);
  const expected = shape.reduce((size, edge) => size * edge, type === FLOAT32 ? 4 : 8);
  if (values.length !== expected) {
    throw new Error(
      `${where}: constant ${shown(name)} [${shape}] must be ${expected} bytes; found ${values.length}`,
    );
  }
  return { name, shape, dtype: type === FLOAT32 ? 'float32' : 'int64', bytes: values };
}

/** A ValueInfoProto: its name (1), and the shape (2) in a tensor type (1) in its type (2). */
function parseValue(bytes: Uint8Array, where: string): readonly [name: string, shape: readonly number[]] {
  const inner = (message: Uint8Array | undefined, field: number) =>
    messages(protobufFields(message ?? new Uint8Array(0), where), field)[0];
  const tensor = inner(inner(bytes, 2), 1);
  const dimensions = messages(protobufFields(inner(tensor, 2) ?? new Uint8Array(0), where), 1);
  return [
    text(protobufFields(bytes, where), 1),
    dimensions.map((dimension) => integers(protobufFields(dimension, where), 1, where)[0] ?? 0),
  ];
}

/** Lists the fields of a message, which must be among the known ones. */
function fieldsOf(
  bytes: Uint8Array,
  {
    where,
    what,
    known,
  }: { readonly where: string; readonly what: string; readonly known: readonly number[] },
): ProtobufField[] {
  const fields = protobufFields(bytes, where);
  const other = fields.find(({ number }) => !known.includes(number));
  if (other) {
    throw new Error(
      `${where}: ${what} has field ${other.number} of the format, which exportOnnx of @hpa/models does not write`,
    );
  }
  return fields;
}

/** The values of a field that are messages, texts or bytes. */
function messages(fields: readonly ProtobufField[], number: number): Uint8Array[] {
  return fields.flatMap((field) =>
    field.number === number && typeof field.value !== 'number' ? [field.value] : [],
  );
}

function text(fields: readonly ProtobufField[], number: number): string {
  return new TextDecoder().decode(messages(fields, number)[0] ?? new Uint8Array(0));
}

/** The integers of a field, one by one or packed. */
function integers(fields: readonly ProtobufField[], number: number, where: string): number[] {
  return fields.flatMap((field) => {
    if (field.number !== number) {
      return [];
    }
    if (typeof field.value === 'number') {
      return [field.value];
    }
    const cursor = new ByteCursor(field.value, where);
    const values: number[] = [];
    while (cursor.remaining > 0) {
      values.push(cursor.varint());
    }
    return values;
  });
}
