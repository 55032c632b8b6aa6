import { inflateSync } from 'fflate';
import { ByteCursor } from '../bytes/byte-cursor.js';
import type { ByteSource } from '../bytes/byte-source.js';
import { bytesOf } from '../bytes/byte-source.js';
import { crc32 } from '../bytes/crc32.js';
import { sectionOf } from '../bytes/section-of.js';

// APPNOTE.TXT, the ZIP file format specification of PKWARE, version 6.3.10; the sections are named below.

/** A file in a ZIP archive. */
export interface ZipEntry {
  readonly name: string;
  /**
   * Offers its bytes: in place if they are stored, which is how Keras writes them, unpacked if they are deflated.
   *
   * @throws Error if they are packed otherwise or malformed, unpack to more than they say, or have another checksum
   */
  open(): ByteSource;
}

const END_SIGNATURE = 0x06054b50;
const ENTRY_SIGNATURE = 0x02014b50;
const LOCAL_SIGNATURE = 0x04034b50;
const END_BYTES = 22;
const LONGEST_COMMENT = 65535;
const STORED = 0;
const DEFLATED = 8;
const ENCRYPTED = 1;
/** Deflate reaches 1032 on zeros, weights hardly 1.1: what says more means to fill the memory. */
const LARGEST_RATIO = 100;

/** Whether a file starts as a ZIP archive with an entry does. */
export function isZip(start: Uint8Array): boolean {
  return start[0] === 0x50 && start[1] === 0x4b && start[2] === 3 && start[3] === 4;
}

/**
 * Lists a ZIP archive by its central directory (section 4.3.12), without unpacking anything.
 *
 * @throws Error naming the file if the directory is malformed, an entry's name leaves the archive or occurs twice, or the archive is
 * one of ZIP64
 */
export function zipEntries(file: ByteSource): Map<string, ZipEntry> {
  const end = endOfDirectory(file);
  const cursor = new ByteCursor(file.read(end.offset, end.length), `${file.name}: directory of the archive`);
  const entries = new Map<string, ZipEntry>();
  for (let i = 0; i < end.count; i++) {
    const header = readEntry(file, cursor);
    if (entries.has(header.name)) {
      throw new Error(`${file.name}: the archive has "${header.name}" twice`);
    }
    entries.set(header.name, { name: header.name, open: () => open(file, header) });
  }
  return entries;
}

/** Section 4.3.16: at the end, before a comment of any length. */
function endOfDirectory(file: ByteSource): { count: number; offset: number; length: number } {
  const length = Math.min(file.size, END_BYTES + LONGEST_COMMENT);
  const tail = file.read(file.size - length, length);
  const view = new DataView(tail.buffer);
  for (let at = length - END_BYTES; at >= 0; at--) {
    if (view.getUint32(at, true) !== END_SIGNATURE) {
      continue;
    }
    const cursor = new ByteCursor(tail.subarray(at + 10), `${file.name}: end of the archive`);
    const [count, bytes, offset] = [cursor.u16(), cursor.u32(), cursor.u32()];
    if (count === 0xffff || offset === 0xffffffff) {
      throw new Error(`${file.name}: a ZIP64 archive, which is not read`);
    }
    return { count, length: bytes, offset };
  }
  throw new Error(`${file.name}: no ZIP archive, or cut off: its directory is missing`);
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
    throw new Error(`${file.name}: the entry ${JSON.stringify(name)} would leave the archive`);
  }
  if (flags & ENCRYPTED) {
    throw new Error(`${file.name}: "${name}" is encrypted`);
  }
  return { name, method, crc, packedSize, size, offset };
}

function open(file: ByteSource, { name, method, crc, packedSize, size, offset }: EntryHeader): ByteSource {
  const inner = `${file.name}/${name}`;
  const local = new ByteCursor(file.read(offset, 30), inner);
  if (local.u32() !== LOCAL_SIGNATURE) {
    throw new Error(`${inner}: not where the directory of the archive says`);
  }
  local.skip(22);
  const start = offset + 30 + local.u16() + local.u16();
  const packed = sectionOf(file, { name: inner, offset: start, length: packedSize });
  if (method !== STORED && method !== DEFLATED) {
    throw new Error(`${inner}: packed by method ${method}; only stored and deflated entries are read`);
  }
  if (method === STORED && size !== packedSize) {
    throw new Error(`${inner}: ${packedSize} stored bytes cannot be ${size}`);
  }
  if (size > LARGEST_RATIO * packedSize) {
    throw new Error(
      `${inner}: says that ${packedSize} bytes unpack to ${size}, which weights do not; nothing was unpacked`,
    );
  }
  const content = method === STORED ? packed : inflate(packed, size);
  if (checksum(content) !== crc) {
    throw new Error(`${inner}: damaged: it has not the checksum of the archive`);
  }
  return content;
}

/** Unpacks into a buffer of the stated size and one byte: what would be longer shows there. */
function inflate(packed: ByteSource, size: number): ByteSource {
  let bytes: Uint8Array;
  try {
    bytes = inflateSync(packed.read(0, packed.size), { out: new Uint8Array(size + 1) });
  } catch (error) {
    throw new Error(`${packed.name}: cannot be unpacked: ${(error as Error).message}`);
  }
  if (bytes.length === size) {
    return bytesOf(packed.name, bytes);
  }
  throw new Error(`${packed.name}: unpacks to other than the ${size} bytes it says`);
}

/** A piece at a time, so that a large entry is checked in little memory. */
function checksum(content: ByteSource): number {
  const piece = 2 ** 20;
  let crc = 0;
  for (let offset = 0; offset < content.size; offset += piece) {
    const bytes = content.read(offset, Math.min(piece, content.size - offset));
    crc = crc32(bytes, { polynomial: 'ieee', previous: crc });
  }
  return crc;
}
