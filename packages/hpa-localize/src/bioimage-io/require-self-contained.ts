// The numbers of fields are those of https://github.com/onnx/onnx/blob/main/onnx/onnx.proto

/** The messages in which a tensor can lie: for each, the fields that hold another one. */
const MESSAGES: Readonly<Record<string, Readonly<Record<number, string>>>> = {
  model: { 7: 'graph', 20: 'training', 25: 'function' },
  training: { 1: 'graph', 2: 'graph' },
  graph: { 1: 'node', 5: 'tensor', 15: 'sparse' },
  function: { 7: 'node', 11: 'attribute' },
  node: { 5: 'attribute' },
  attribute: { 5: 'tensor', 6: 'graph', 10: 'tensor', 11: 'graph', 22: 'sparse', 23: 'sparse' },
  sparse: { 1: 'tensor', 2: 'tensor' },
  tensor: {},
};

/** The field of a tensor that names a file. */
const EXTERNAL_DATA = 13;

/** Deepest nesting of graphs in graphs. */
const MAXIMUM_DEPTH = 64;

/** Bytes of the wire types of fixed length. */
const FIXED: Readonly<Record<number, number>> = { 1: 8, 5: 4 };

/** The wire type of a field that is a number. */
const NUMBER = 0;

/** The wire type of a field that states its length. */
const LENGTH = 2;

/**
 * Requires an ONNX file to hold its weights itself: onnxruntime would read those of another file from anywhere on this machine.
 *
 * @throws Error if a tensor names a file, or the bytes are no messages of the format
 */
export function requireSelfContained(bytes: Uint8Array, { where }: { readonly where: string }): void {
  walk(bytes, { kind: 'model', depth: 0, where });
}

function walk(
  bytes: Uint8Array,
  { kind, depth, where }: { readonly kind: string; readonly depth: number; readonly where: string },
): void {
  if (depth > MAXIMUM_DEPTH) {
    throw new Error(`${where}: graphs in graphs deeper than ${MAXIMUM_DEPTH}`);
  }
  for (let at = 0; at < bytes.length; ) {
    const tag = varint(bytes, { at, where });
    const [field, type] = [Math.floor(tag.value / 8), tag.value % 8];
    if (type === NUMBER) {
      at = varint(bytes, { at: tag.end, where }).end;
      continue;
    }
    const size = type === LENGTH ? varint(bytes, { at: tag.end, where }) : undefined;
    const start = size?.end ?? tag.end;
    const length = size?.value ?? FIXED[type];
    if (length === undefined || start + length > bytes.length) {
      throw new Error(`${where}: not an ONNX file: a field of ${kind} at byte ${at} ends outside of it`);
    }
    if (kind === 'tensor' && field === EXTERNAL_DATA) {
      throw new Error(`${where}: expected a graph with its weights in it; a tensor names another file`);
    }
    const inner = MESSAGES[kind]![field];
    if (inner !== undefined && type === LENGTH) {
      walk(bytes.subarray(start, start + length), { kind: inner, depth: depth + 1, where });
    }
    at = start + length;
  }
}

/** Reads an integer of up to 64 bits; what is above 2^53 loses precision, which no length or tag here has. */
function varint(
  bytes: Uint8Array,
  { at, where }: { readonly at: number; readonly where: string },
): { readonly value: number; readonly end: number } {
  let value = 0;
  for (let index = 0; index < 10; index++) {
    const byte = bytes[at + index];
    if (byte === undefined) {
      break;
    }
    value += (byte & 127) * 2 ** (7 * index);
    if (byte < 128) {
      return { value, end: at + index + 1 };
    }
  }
  throw new Error(`${where}: not an ONNX file: a number at byte ${at} does not end`);
}
