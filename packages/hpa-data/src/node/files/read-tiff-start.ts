import type { FileHandle } from 'node:fs/promises';
import { openRegularFile } from './open-regular-file.js';

/** What the first page of a TIFF says of itself. */
export interface TiffStart {
  /** Empty if there is none. */
  readonly description: string;
  /** Pixels per unit along rows and columns; undefined where the page does not state them. */
  readonly resolution: { readonly x: number | undefined; readonly y: number | undefined };
  /** What the unit of the resolution is: 1 none, 2 an inch, which is the default, 3 a centimeter. */
  readonly resolutionUnit: number;
}

/** Maximum number of bytes of a description that are read: enough for one plane per channel. */
const DESCRIPTION_LIMIT = 2 ** 24;
const MAXIMUM_FIELDS = 4096;
const TAGS = { description: 270, resolutionX: 282, resolutionY: 283, resolutionUnit: 296 };
const INCH = 2;

/**
 * Reads what the first page of a TIFF or BigTIFF says of itself, without its pixels.
 *
 * TIFF 6.0, sections 2 and 8 (https://www.itu.int/itudoc/itu-t/com16/tiff-fx/docs/tiff6.pdf); BigTIFF has 64-bit offsets
 * (http://bigtiff.org).
 *
 * @throws Error if it is no TIFF, or is cut off.
 */
export async function readTiffStart(path: string): Promise<TiffStart> {
  const file = await openRegularFile(path);
  try {
    const header = await readAt(file, 0, 16);
    const little = header.toString('latin1', 0, 2) === 'II';
    const magic = little ? header.readUInt16LE(2) : header.readUInt16BE(2);
    if ((!little && header.toString('latin1', 0, 2) !== 'MM') || (magic !== 42 && magic !== 43)) {
      throw new Error('expected a TIFF file; found another kind');
    }
    const big = magic === 43;
    const readNumber = (bytes: Buffer, at: number, length: 2 | 4 | 8): number => {
      const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      if (length === 2) {
        return view.getUint16(at, little);
      }
      return length === 4 ? view.getUint32(at, little) : Number(view.getBigUint64(at, little));
    };
    const wide = big ? 8 : 4;
    const directory = readNumber(header, big ? 8 : 4, wide);
    const countBytes = big ? 8 : 2;
    const count = readNumber(await readAt(file, directory, countBytes), 0, countBytes);
    const entryBytes = 4 + 2 * wide;
    const entries = await readAt(file, directory + countBytes, Math.min(count, MAXIMUM_FIELDS) * entryBytes);
    /** Where the field of a tag is among the entries. */
    const find = (tag: number): number | undefined => {
      for (let at = 0; at < entries.length; at += entryBytes) {
        if (readNumber(entries, at, 2) === tag) {
          return at;
        }
      }
      return undefined;
    };
    /** The bytes of the value of a field. */
    const readValue = (field: number, length: number): Promise<Buffer> | Buffer => {
      const value = field + 4 + wide;
      return length <= wide
        ? entries.subarray(value, value + length)
        : readAt(file, readNumber(entries, value, wide), length);
    };
    const ratioOf = async (tag: number): Promise<number | undefined> => {
      const field = find(tag);
      if (field === undefined) {
        return undefined;
      }
      const ratio = await readValue(field, 8);
      return readNumber(ratio, 0, 4) / readNumber(ratio, 4, 4);
    };
    const description = find(TAGS.description);
    const length = description === undefined ? 0 : readNumber(entries, description + 4, wide);
    const text =
      description === undefined ? '' : await readValue(description, Math.min(length, DESCRIPTION_LIMIT));
    const unit = find(TAGS.resolutionUnit);
    return {
      description: text.toString('utf8').replace(/\0.*$/s, ''),
      resolution: { x: await ratioOf(TAGS.resolutionX), y: await ratioOf(TAGS.resolutionY) },
      resolutionUnit: unit === undefined ? INCH : readNumber(entries, unit + 4 + wide, 2),
    };
  } finally {
    await file.close();
  }
}

async function readAt(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const { bytesRead, buffer } = await file.read(Buffer.alloc(length), 0, length, position);
  if (bytesRead < length) {
    throw new Error('expected a TIFF file; it is cut off');
  }
  return buffer;
}
