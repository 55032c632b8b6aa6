import { ByteCursor } from '../bytes/byte-cursor.js';
import type { ByteSource } from '../bytes/byte-source.js';
import { crc32, hexadecimal } from '../bytes/crc32.js';

// The sorted table of LevelDB (doc/table_format.md there), as tensorflow/core/lib/io/table writes it.

const FOOTER_BYTES = 48;
const MAGIC = 0xdb4775248b80fb57n;
const TRAILER_BYTES = 5;
/**
 * Longest key, in bytes. Keys are names of variables; three bytes can repeat the key before, so that a small file could ask for
 * any amount of memory.
 */
const MAXIMUM_KEY = 4096;

/** A key and its value. */
export interface TableEntry {
  readonly key: string;
  readonly value: Uint8Array;
}

/**
 * Lists a sorted table and verifies the checksum of every block.
 *
 * @throws Error if the table is malformed, or compressed, which those of TensorFlow never are
 */
export function sortedTable(file: ByteSource): TableEntry[] {
  if (file.size < FOOTER_BYTES) {
    throw new Error(
      `${file.name}: not a table: ${file.size} bytes are fewer than the ${FOOTER_BYTES} of its footer`,
    );
  }
  const footer = file.read(file.size - FOOTER_BYTES, FOOTER_BYTES);
  const magic = new DataView(footer.buffer).getBigUint64(FOOTER_BYTES - 8, true);
  if (magic !== MAGIC) {
    throw new Error(`${file.name}: not a table, or truncated: it ends in ${magic.toString(16)}`);
  }
  const cursor = new ByteCursor(footer, `${file.name}: footer`);
  readHandle(cursor); // The meta index, which TensorFlow leaves empty.
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
  const found = maskedCrc32c(block.subarray(0, length + 1));
  if (found !== stored) {
    const says = `the table says ${hexadecimal(stored)}, the bytes give ${hexadecimal(found)}`;
    throw new Error(`${where}: checksum mismatch: ${says}`);
  }
  if (block[length] !== 0) {
    throw new Error(`${where}: compressed tables are not supported`);
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
    if (shared + added > MAXIMUM_KEY) {
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

/** CRC-32C as LevelDB masks it, so that checksums of data that contain checksums do not cancel out. */
export function maskedCrc32c(bytes: Uint8Array): number {
  const crc = crc32(bytes, { polynomial: 'castagnoli' });
  return (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0;
}
