/** What the first page of a TIFF says of itself. */
export interface TiffStart {
  /** Empty if there is none. */
  readonly description: string;
  /** Pixels per unit along rows and columns; undefined where the page does not state them. */
  readonly resolution: { readonly x: number | undefined; readonly y: number | undefined };
  /** What the unit of the resolution is: 1 none, 2 an inch, which is the default, 3 a centimeter. */
  readonly resolutionUnit: number;
}

/** Reads bytes of a file from a position on; fewer than asked for if it ends before. */
export type ReadBytes = (position: number, length: number) => Promise<Uint8Array>;

/** Maximum number of bytes of a description that are read: enough for one plane per channel. */
const DESCRIPTION_LIMIT = 2 ** 24;
const MAXIMUM_FIELDS = 4096;
const TAGS = { description: 270, resolutionX: 282, resolutionY: 283, resolutionUnit: 296 };
const INCH = 2;
const II = 0x4949;
const MM = 0x4d4d;

/**
 * Reads what the first page of a TIFF or BigTIFF says of itself, without its pixels.
 *
 * TIFF 6.0, sections 2 and 8 (https://www.itu.int/itudoc/itu-t/com16/tiff-fx/docs/tiff6.pdf); BigTIFF has 64-bit offsets
 * (http://bigtiff.org).
 *
 * @throws Error if it is no TIFF, or is cut off.
 */
export async function readTiffStart(read: ReadBytes): Promise<TiffStart> {
  const readAt = async (position: number, length: number): Promise<Uint8Array> => {
    const bytes = await read(position, length);
    if (bytes.length < length) {
      throw new Error('expected a TIFF file; it is cut off');
    }
    return bytes;
  };
  const header = await readAt(0, 16);
  const order = viewOf(header).getUint16(0);
  const little = order === II;
  const readNumber = (bytes: Uint8Array, at: number, length: 2 | 4 | 8): number => {
    const view = viewOf(bytes);
    if (length === 2) {
      return view.getUint16(at, little);
    }
    return length === 4 ? view.getUint32(at, little) : Number(view.getBigUint64(at, little));
  };
  const magic = readNumber(header, 2, 2);
  if ((order !== II && order !== MM) || (magic !== 42 && magic !== 43)) {
    throw new Error('expected a TIFF file; found another kind');
  }
  const big = magic === 43;
  const wide = big ? 8 : 4;
  const directory = readNumber(header, big ? 8 : 4, wide);
  const countBytes = big ? 8 : 2;
  const count = readNumber(await readAt(directory, countBytes), 0, countBytes);
  const entryBytes = 4 + 2 * wide;
  const entries = await readAt(directory + countBytes, Math.min(count, MAXIMUM_FIELDS) * entryBytes);
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
  const readValue = (field: number, length: number): Promise<Uint8Array> | Uint8Array => {
    const value = field + 4 + wide;
    return length <= wide
      ? entries.subarray(value, value + length)
      : readAt(readNumber(entries, value, wide), length);
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
    description === undefined
      ? new Uint8Array()
      : await readValue(description, Math.min(length, DESCRIPTION_LIMIT));
  const unit = find(TAGS.resolutionUnit);
  return {
    description: new TextDecoder().decode(text).replace(/\0.*$/s, ''),
    resolution: { x: await ratioOf(TAGS.resolutionX), y: await ratioOf(TAGS.resolutionY) },
    resolutionUnit: unit === undefined ? INCH : readNumber(entries, unit + 4 + wide, 2),
  };
}

function viewOf({ buffer, byteOffset, byteLength }: Uint8Array): DataView {
  return new DataView(buffer, byteOffset, byteLength);
}
