import { ByteCursor } from '../bytes/byte-cursor.js';
import type { ByteSource } from '../bytes/byte-source.js';
import { crc32 } from '../bytes/crc32.js';

// LevelDB's sorted table, doc/table_format.md there, as tensorflow/core/lib/io/table writes it.

const FOOTER_BYTES = 48;
const MAGIC = 0xdb4775248b80fb57n;
const TRAILER_BYTES = 5;
/** Keys are names of variables. Each may repeat the one before at the cost of three bytes, so a file could state any amount. */
const LONGEST_KEY = 4096;

/** A key, as the bytes of UTF-8 it is, and its value. */
export interface TableEntry {
  readonly key: string;
  readonly value: Uint8Array;
}

/**
 * Lists a sorted table; every block must have its checksum.
 *
 * @throws Error naming the file and what is malformed in it, or if it is compressed, which TensorFlow's tables never are
 */
export function sortedTable(file: ByteSource): TableEntry[] {
  if (file.size < FOOTER_BYTES) {
    throw new Error(`${file.name}: no table: ${file.size} bytes; it ends in ${FOOTER_BYTES}`);
  }
  const footer = file.read(file.size - FOOTER_BYTES, FOOTER_BYTES);
  const magic = new DataView(footer.buffer).getBigUint64(FOOTER_BYTES - 8, true);
  if (magic !== MAGIC) {
    throw new Error(`${file.name}: no table, or cut off: it ends in ${magic.toString(16)}`);
  }
  const cursor = new ByteCursor(footer, `${file.name}: footer`);
  readHandle(cursor); // of the meta index, which TensorFlow leaves empty
  const index = readBlock(file, readHandle(cursor));
  const read = new Set<number>();
  return index.flatMap(({ value }) => {
    const handle = readHandle(new ByteCursor(value, `${file.name}: index`));
    if (read.has(handle.offset)) {
      throw new Error(`${file.name}: the index names the block at ${handle.offset} twice`);
    }
    read.add(handle.offset);
    return readBlock(file, handle);
  });
}

interface BlockHandle {
  readonly offset: number;
  readonly length: number;
}

function readHandle(cursor: ByteCursor): BlockHandle {
  return { offset: cursor.varint(), length: cursor.varint() };
}

function readBlock(file: ByteSource, { offset, length }: BlockHandle): TableEntry[] {
  const block = file.read(offset, length + TRAILER_BYTES);
  const where = `${file.name}: block at ${offset}`;
  const stored = new DataView(block.buffer).getUint32(length + 1, true);
  if (maskedCrc32c(block.subarray(0, length + 1)) !== stored) {
    throw new Error(`${where}: damaged: it has not the checksum of the table`);
  }
  if (block[length] !== 0) {
    throw new Error(`${where}: compressed, which is not read`);
  }
  const cursor = new ByteCursor(block.subarray(0, length), where);
  const restarts = new DataView(block.buffer).getUint32(Math.max(length - 4, 0), true);
  const end = length - 4 * (restarts + 1);
  const entries: TableEntry[] = [];
  let key: Uint8Array = new Uint8Array(0);
  while (cursor.position < end) {
    const [shared, added, valueLength] = [cursor.varint(), cursor.varint(), cursor.varint()];
    if (shared > key.length) {
      throw new Error(`${where}: a key shares ${shared} bytes with one of ${key.length}`);
    }
    if (shared + added > LONGEST_KEY) {
      throw new Error(`${where}: a key of ${shared + added} bytes`);
    }
    const suffix = cursor.take(added);
    const whole = new Uint8Array(shared + added);
    whole.set(key.subarray(0, shared));
    whole.set(suffix, shared);
    key = whole;
    entries.push({ key: new TextDecoder().decode(key), value: cursor.take(valueLength) });
  }
  return entries;
}

/** LevelDB masks checksums, so that a checksum over data with checksums in it does not cancel out. */
export function maskedCrc32c(bytes: Uint8Array): number {
  const crc = crc32(bytes, { polynomial: 'castagnoli' });
  return (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0;
}
