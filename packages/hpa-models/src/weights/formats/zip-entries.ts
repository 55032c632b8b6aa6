import { inflateSync } from 'fflate';
import { ByteCursor } from '../bytes/byte-cursor.js';
import type { ByteSource } from '../bytes/byte-source.js';
import { memorySource } from '../bytes/byte-source.js';
import { crc32, hexadecimal } from '../bytes/crc32.js';
import { sliceSource } from '../bytes/slice-source.js';

// Sections refer to APPNOTE.TXT, PKWARE's specification of the ZIP file format, version 6.3.10.

/** One file of a ZIP archive. */
export interface ZipEntry {
  readonly name: string;
  /**
   * Returns the bytes: in place if they are stored, as Keras writes them, inflated if they are deflated.
   *
   * @throws Error if the entry is compressed otherwise or malformed, inflates to another size than stated, or has another
   * checksum
   */
  open(): ByteSource;
}

const END_SIGNATURE = 0x06054b50;
const ENTRY_SIGNATURE = 0x02014b50;
const LOCAL_SIGNATURE = 0x04034b50;
const END_BYTES = 22;
const MAXIMUM_COMMENT = 65535;
const STORED = 0;
const DEFLATED = 8;
const ENCRYPTED = 1;
/** Weights hardly reach a ratio of 1.1, zeros 1032: an entry that states more than this is meant to exhaust the memory. */
const MAXIMUM_RATIO = 100;
/** The same for an entry that takes more memory than this, in bytes. */
const LARGE_ENTRY = 2 ** 24;
const MAXIMUM_LARGE_RATIO = 8;

/** Whether a file starts like a ZIP archive that has entries. */
export function isZip(start: Uint8Array): boolean {
  return start[0] === 0x50 && start[1] === 0x4b && start[2] === 3 && start[3] === 4;
}

/**
 * Lists a ZIP archive by its central directory (section 4.3.12), without reading the entries.
 *
 * @throws Error if the directory is malformed, the name of an entry leaves the archive or occurs twice, or the archive is ZIP64
 */
export function zipEntries(file: ByteSource): Map<string, ZipEntry> {
  const end = endOfDirectory(file);
  const cursor = new ByteCursor(file.read(end.offset, end.length), `${file.name}: directory of the archive`);
  const entries = new Map<string, ZipEntry>();
  for (let i = 0; i < end.count; i++) {
    const header = readEntry(file, cursor);
    if (entries.has(header.name)) {
      throw new Error(`${file.name}: the archive has two entries named "${header.name}"`);
    }
    entries.set(header.name, { name: header.name, open: () => open(file, header) });
  }
  return entries;
}

/** Section 4.3.16: the record is at the end of the file, before a comment of any length. */
function endOfDirectory(file: ByteSource): { count: number; offset: number; length: number } {
  const length = Math.min(file.size, END_BYTES + MAXIMUM_COMMENT);
  const tail = file.read(file.size - length, length);
  const view = new DataView(tail.buffer);
  for (let at = length - END_BYTES; at >= 0; at--) {
    if (view.getUint32(at, true) !== END_SIGNATURE) {
      continue;
    }
    const cursor = new ByteCursor(tail.subarray(at + 10), `${file.name}: end of the archive`);
    const [count, bytes, offset] = [cursor.u16(), cursor.u32(), cursor.u32()];
    if (count === 0xffff || offset === 0xffffffff) {
      throw new Error(`${file.name}: ZIP64 archives are not supported`);
    }
    return { count, length: bytes, offset };
  }
  throw new Error(`${file.name}: not a ZIP archive, or truncated: the directory is missing`);
}

interface EntryHeader {
  readonly name: string;
  readonly method: number;
  readonly crc: number;
  readonly packedSize: number;
  readonly size: number;
  readonly offset: number;
}

function readEntry(file: ByteSource, cursor: ByteCursor): EntryHeader {
  if (cursor.u32() !== ENTRY_SIGNATURE) {
    throw new Error(`${file.name}: the directory of the archive is malformed`);
  }
  cursor.skip(4);
  const [flags, method] = [cursor.u16(), cursor.u16()];
  cursor.skip(4);
  const [crc, packedSize, size] = [cursor.u32(), cursor.u32(), cursor.u32()];
  const [nameLength, extraLength, commentLength] = [cursor.u16(), cursor.u16(), cursor.u16()];
  cursor.skip(8);
  const offset = cursor.u32();
  const name = new TextDecoder().decode(cursor.take(nameLength));
  cursor.skip(extraLength + commentLength);
  if (/^[/\\]|^[a-z]:|(^|[/\\])\.\.([/\\]|$)|\0/i.test(name)) {
    throw new Error(`${file.name}: the path of the entry ${JSON.stringify(name)} leaves the archive`);
  }
  if (flags & ENCRYPTED) {
    throw new Error(`${file.name}: the entry "${name}" is encrypted`);
  }
  return { name, method, crc, packedSize, size, offset };
}

function open(file: ByteSource, { name, method, crc, packedSize, size, offset }: EntryHeader): ByteSource {
  const inner = `${file.name}/${name}`;
  const local = new ByteCursor(file.read(offset, 30), inner);
  if (local.u32() !== LOCAL_SIGNATURE) {
    throw new Error(`${inner}: the directory of the archive points to something else`);
  }
  local.skip(22);
  const start = offset + 30 + local.u16() + local.u16();
  const packed = sliceSource(file, { name: inner, offset: start, length: packedSize });
  if (method !== STORED && method !== DEFLATED) {
    throw new Error(
      `${inner}: compression method ${method} is not supported; only stored and deflated entries are`,
    );
  }
  if (method === STORED && size !== packedSize) {
    throw new Error(`${inner}: ${packedSize} bytes are stored, but the stated size is ${size}`);
  }
  if (size > (size > LARGE_ENTRY ? MAXIMUM_LARGE_RATIO : MAXIMUM_RATIO) * packedSize) {
    throw new Error(
      `${inner}: refused without decompression: ${packedSize} bytes are said to inflate to ${size}, which weights do not`,
    );
  }
  const content = method === STORED ? packed : inflate(packed, size);
  const found = checksum(content);
  if (found !== crc) {
    const says = `the archive says ${hexadecimal(crc)}, the bytes give ${hexadecimal(found)}`;
    throw new Error(`${inner}: checksum mismatch: ${says}`);
  }
  return content;
}

/** Inflates into a buffer one byte larger than the stated size, which reveals a longer result. */
function inflate(packed: ByteSource, size: number): ByteSource {
  let bytes: Uint8Array;
  try {
    bytes = inflateSync(packed.read(0, packed.size), { out: new Uint8Array(size + 1) });
  } catch (error) {
    throw new Error(`${packed.name}: cannot be inflated: ${(error as Error).message}`);
  }
  if (bytes.length === size) {
    return memorySource(packed.name, bytes);
  }
  throw new Error(`${packed.name}: does not inflate to the stated ${size} bytes`);
}

/** Reads one piece at a time, so that a large entry takes little memory. */
function checksum(content: ByteSource): number {
  const piece = 2 ** 20;
  let crc = 0;
  for (let offset = 0; offset < content.size; offset += piece) {
    const bytes = content.read(offset, Math.min(piece, content.size - offset));
    crc = crc32(bytes, { polynomial: 'ieee', previous: crc });
  }
  return crc;
}
