import { ByteCursor } from '../../bytes/byte-cursor.js';
import type { ByteSource } from '../../bytes/byte-source.js';

/** The types of object header messages that are read; section IV.A.2 of the specification. */
export const MESSAGE_TYPES = {
  dataspace: 0x01,
  datatype: 0x03,
  layout: 0x08,
  filterPipeline: 0x0b,
  attribute: 0x0c,
  continuation: 0x10,
  symbolTable: 0x11,
} as const;

/** Bytes and their place in the file. */
export interface Located {
  readonly bytes: Uint8Array;
  /** Offset of the first byte in the file. */
  readonly offset: number;
}

/** One message of an object header. */
export interface ObjectMessage {
  readonly type: number;
  readonly data: Located;
}

/** Far above what Keras writes, and few enough to read from a malicious file. */
const MAXIMUM_MESSAGES = 10_000;

/**
 * Reads the messages of an object header of version 1 (section IV.A.1.a) and its continuations.
 *
 * @throws Error if the header is malformed or of another version
 */
export function objectMessages(file: ByteSource, address: number): ObjectMessage[] {
  const prefix = new ByteCursor(file.read(address, 16), file.name);
  const version = prefix.u8();
  if (version !== 1) {
    throw new Error(
      `${file.name}: HDF5 object header version ${version} at ${address} is not supported; only 1 is`,
    );
  }
  prefix.skip(7);
  const blocks = [{ offset: address + 16, length: prefix.u32() }];
  const messages: ObjectMessage[] = [];
  for (let block = blocks.shift(); block; block = blocks.shift()) {
    const { offset, length } = block;
    const cursor = new ByteCursor(file.read(offset, length), `${file.name}: object header at ${address}`);
    while (cursor.remaining >= 8) {
      const [type, size] = [cursor.u16(), cursor.u16()];
      const flags = cursor.u8();
      cursor.skip(3);
      const data = { offset: offset + cursor.position, bytes: cursor.take(size) };
      // Bit 1: the message is shared by several objects and stored elsewhere. h5py does so for committed types only.
      if (flags & 2) {
        throw new Error(`${file.name}: shared HDF5 messages are not supported; found one at ${data.offset}`);
      }
      if (type === MESSAGE_TYPES.continuation) {
        blocks.push(continuation(data.bytes, file.name));
      } else {
        messages.push({ type, data });
      }
      if (messages.length + blocks.length > MAXIMUM_MESSAGES) {
        throw new Error(`${file.name}: the HDF5 object header at ${address} has no end`);
      }
    }
  }
  return messages;
}

function continuation(bytes: Uint8Array, name: string): { offset: number; length: number } {
  const cursor = new ByteCursor(bytes, `${name}: continuation of an object header`);
  return { offset: cursor.u64(), length: cursor.u64() };
}
