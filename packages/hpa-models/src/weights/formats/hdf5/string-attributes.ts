import { ByteCursor } from '../../bytes/byte-cursor.js';
import type { ByteSource } from '../../bytes/byte-source.js';
import { expectSignature } from './expect-signature.js';
import { MESSAGE_TYPES, type ObjectMessage } from './object-messages.js';
import { parseDataspace } from './parse-dataspace.js';
import { parseDatatype } from './parse-datatype.js';

/**
 * Reads the attributes of an object that hold a single string (section IV.A.2.m of the specification) and skips all others.
 *
 * @throws Error if an attribute is malformed
 */
export function stringAttributes(file: ByteSource, messages: readonly ObjectMessage[]): Map<string, string> {
  const attributes = new Map<string, string>();
  for (const { type, data } of messages) {
    if (type !== MESSAGE_TYPES.attribute) {
      continue;
    }
    const cursor = new ByteCursor(data.bytes, `${file.name}: attribute at ${data.offset}`);
    const version = cursor.u8();
    if (version < 1 || version > 3) {
      throw new Error(`${file.name}: HDF5 attribute version ${version} is not supported`);
    }
    cursor.skip(1);
    const [nameSize, datatypeSize, dataspaceSize] = [cursor.u16(), cursor.u16(), cursor.u16()];
    if (version === 3) {
      cursor.skip(1);
    }
    // Version 1 pads each part to 8 bytes.
    const part = (size: number) => cursor.take(version === 1 ? Math.ceil(size / 8) * 8 : size);
    const name = zeroTerminated(part(nameSize));
    const where = `${file.name}: attribute "${name}"`;
    const datatype = parseDatatype({ bytes: part(datatypeSize) }, where);
    if (parseDataspace({ bytes: part(dataspaceSize) }, where).length > 0) {
      continue;
    }
    if (datatype.kind === 'fixed-string') {
      attributes.set(name, zeroTerminated(cursor.take(datatype.size)));
    }
    if (datatype.kind === 'heap-string') {
      const length = cursor.u32();
      attributes.set(name, heapString(file, { length, collection: cursor.u64(), index: cursor.u32() }));
    }
  }
  return attributes;
}

interface HeapPlace {
  /** In bytes. */
  readonly length: number;
  /** Address of the heap collection. */
  readonly collection: number;
  readonly index: number;
}

/** Reads a string of the global heap (section III.E of the specification). */
function heapString(file: ByteSource, { length, collection, index }: HeapPlace): string {
  const header = new ByteCursor(file.read(collection, 16), file.name);
  expectSignature(header, 'GCOL', file.name);
  header.skip(4);
  const heap = new ByteCursor(file.read(collection, header.u64()), `${file.name}: strings at ${collection}`);
  heap.skip(16);
  while (heap.remaining >= 16) {
    const found = heap.u16();
    heap.skip(6);
    const size = heap.u64();
    if (found === index && size >= length) {
      return new TextDecoder().decode(heap.take(length));
    }
    // Object 0 marks the free space at the end.
    if (found === 0) {
      break;
    }
    heap.skip(Math.min(Math.ceil(size / 8) * 8, heap.remaining));
  }
  throw new Error(`${file.name}: the heap at ${collection} has no string ${index} of ${length} bytes`);
}

function zeroTerminated(bytes: Uint8Array): string {
  const end = bytes.indexOf(0);
  return new TextDecoder().decode(end < 0 ? bytes : bytes.subarray(0, end));
}
