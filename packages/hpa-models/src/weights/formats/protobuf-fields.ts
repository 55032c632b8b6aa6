import { ByteCursor } from '../bytes/byte-cursor.js';

/** One field of a protobuf message: a varint or fixed number as a number, everything else as bytes. */
export interface ProtobufField {
  readonly number: number;
  readonly value: number | Uint8Array;
}

/** Most fields of a message: a field takes two bytes of the file, and a hundred of memory. */
const MAXIMUM_FIELDS = 100_000;

/**
 * Lists the fields of a message in the protobuf wire format (https://protobuf.dev/programming-guides/encoding/).
 *
 * @param where start of error messages
 * @throws Error if the message is malformed, or has more than 100,000 fields
 */
export function protobufFields(bytes: Uint8Array, where: string): ProtobufField[] {
  const cursor = new ByteCursor(bytes, where);
  const fields: ProtobufField[] = [];
  while (cursor.remaining > 0) {
    if (fields.length === MAXIMUM_FIELDS) {
      throw new Error(`${where}: a message must have at most ${MAXIMUM_FIELDS} fields; it has more`);
    }
    const key = cursor.varint();
    fields.push({ number: Math.floor(key / 8), value: readValue(cursor, { wireType: key % 8, where }) });
  }
  return fields;
}

function readValue(
  cursor: ByteCursor,
  { wireType, where }: { readonly wireType: number; readonly where: string },
): number | Uint8Array {
  switch (wireType) {
    case 0:
      return cursor.varint();
    case 1:
      return cursor.u64();
    case 2:
      return cursor.take(cursor.varint());
    case 5:
      return cursor.u32();
    default:
      throw new Error(`${where}: unknown protobuf wire type ${wireType}`);
  }
}
