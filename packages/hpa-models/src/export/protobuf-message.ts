/** A message in the protobuf wire format, in parts, so that large weights are copied only once. */
export interface ProtobufMessage {
  /** Bytes. */
  readonly length: number;
  readonly parts: readonly Uint8Array[];
}

/** Value of a field: an integer in [0, 2^53), a float32, text, bytes, or a message. */
export type ProtobufValue = number | { readonly float: number } | string | Uint8Array | ProtobufMessage;

/**
 * Makes a message of fields in the protobuf wire format (https://protobuf.dev/programming-guides/encoding/). A repeated field
 * is given once per value.
 *
 * @throws RangeError if a number is not an integer in [0, 2^53)
 */
export function protobufMessage(
  fields: readonly (readonly [number: number, value: ProtobufValue])[],
): ProtobufMessage {
  const parts = fields.flatMap(([number, value]) => fieldParts(number, value));
  return { length: parts.reduce((sum, part) => sum + part.length, 0), parts };
}

function fieldParts(number: number, value: ProtobufValue): readonly Uint8Array[] {
  if (typeof value === 'number') {
    return [varint(number * 8), varint(value)];
  }
  if (typeof value === 'string') {
    return fieldParts(number, new TextEncoder().encode(value));
  }
  if (value instanceof Uint8Array) {
    return [varint(number * 8 + 2), varint(value.length), value];
  }
  if ('parts' in value) {
    return [varint(number * 8 + 2), varint(value.length), ...value.parts];
  }
  const float = new Uint8Array(4);
  new DataView(float.buffer).setFloat32(0, value.float, true);
  return [varint(number * 8 + 5), float];
}

/** Seven bits per byte, the lowest first; all bytes but the last have the high bit set. */
function varint(value: number): Uint8Array {
  if (!Number.isSafeInteger(value) || value < 0) {
    throw new RangeError(`a protobuf number must be an integer in [0, 2^53); received ${value}`);
  }
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 127; rest = Math.floor(rest / 128)) {
    bytes.push((rest % 128) + 128);
  }
  return Uint8Array.of(...bytes, rest);
}
