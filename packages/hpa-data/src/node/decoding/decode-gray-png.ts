import { crc32, inflateSync } from 'node:zlib';
import type { GrayImage } from './gray-image.js';
import { imageKernels } from './image-kernels.js';

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
/** Bytes of length and type before a chunk's data, and of the checksum after it. */
const CHUNK_FRAME = 12;
const HEADER_END = SIGNATURE.length + CHUNK_FRAME + 13;
/** Number of bytes that the kernels read and write beyond the pixels. */
const MARGIN = 16;

/**
 * Tells whether a file is a PNG that {@link decodeGrayPng} decodes: 8-bit gray, without transparency, not interlaced, as
 * HPA and Kaggle publish them.
 */
export function isGrayPng(file: Uint8Array): boolean {
  const bytes = bufferOver(file);
  if (bytes.length < HEADER_END || !bytes.subarray(0, 8).equals(SIGNATURE)) {
    return false;
  }
  const [bitDepth, colorType, , , interlace] = bytes.subarray(24, 29);
  return bitDepth === 8 && colorType === 0 && interlace === 0 && !hasTransparency(bytes);
}

/** Reads the height and width of a PNG from its header. */
function sizeOfPng(file: Uint8Array): { readonly height: number; readonly width: number } {
  const bytes = bufferOver(file);
  return { height: bytes.readUInt32BE(20), width: bytes.readUInt32BE(16) };
}

/**
 * Decodes a PNG for which {@link isGrayPng} is true, synchronously, checking every checksum (PNG specification, third
 * edition, https://www.w3.org/TR/png-3/).
 *
 * @throws Error if the file is cut off, or a checksum, a filter or the amount of data is wrong.
 */
export function decodeGrayPng(file: Uint8Array): GrayImage {
  const bytes = bufferOver(file);
  const compressed: Buffer[] = [];
  let ended = false;
  for (const chunk of chunksOf(bytes)) {
    if (crc32(chunk.checked) !== chunk.checksum) {
      throw new Error(`checksum mismatch in its chunk ${chunk.type}`);
    }
    if (chunk.type === 'IDAT') {
      compressed.push(chunk.data);
    }
    ended ||= chunk.type === 'IEND';
  }
  if (!ended) {
    throw new Error('it ends before its last chunk');
  }
  const { height, width } = sizeOfPng(bytes);
  const length = (width + 1) * height;
  if (width === 0 || height === 0) {
    throw new Error(`it has no pixels (${height}x${width})`);
  }
  const scanlines = inflateSync(compressed.length === 1 ? compressed[0]! : Buffer.concat(compressed), {
    maxOutputLength: length,
    // Room for all of it and a little more, so that zlib needs only one round.
    chunkSize: Math.max(64, length + 1),
  });
  if (scanlines.length !== length) {
    throw new Error(`its pixels and filters must have ${length} bytes; it has ${scanlines.length}`);
  }
  return { height, width, data: undoFilters(scanlines, { height, width }) };
}

/** Writes the pixels over the scanlines: allocating memory of that size takes longer than filling it. */
function undoFilters(
  scanlines: Uint8Array,
  { height, width }: { readonly height: number; readonly width: number },
): Uint8Array {
  const count = height * width;
  const { run, bytes, at } = imageKernels({
    scanlines: scanlines.length + MARGIN,
    pixels: count + MARGIN,
  });
  bytes.set(scanlines, at.scanlines);
  const wrong = run.undoFilters(at.scanlines, at.pixels, width, height);
  if (wrong >= 0) {
    throw new Error(`row ${wrong} has the unknown filter ${scanlines[wrong * (width + 1)]}`);
  }
  scanlines.set(bytes.subarray(at.pixels, at.pixels + count));
  return new Uint8Array(scanlines.buffer, scanlines.byteOffset, count);
}

interface Chunk {
  readonly type: string;
  readonly data: Buffer;
  /** The bytes that the checksum covers. */
  readonly checked: Buffer;
  readonly checksum: number;
}

function* chunksOf(bytes: Buffer): Generator<Chunk> {
  for (let at = SIGNATURE.length; at < bytes.length; ) {
    const length = at + CHUNK_FRAME <= bytes.length ? bytes.readUInt32BE(at) : Number.POSITIVE_INFINITY;
    const end = at + CHUNK_FRAME + length;
    if (end > bytes.length) {
      throw new Error(`it is cut off after ${bytes.length} bytes`);
    }
    yield {
      type: bytes.toString('latin1', at + 4, at + 8),
      data: bytes.subarray(at + 8, end - 4),
      checked: bytes.subarray(at + 4, end - 4),
      checksum: bytes.readUInt32BE(end - 4),
    };
    at = end;
  }
}

/** Tells whether a PNG has a tRNS chunk, which comes before the pixels and makes one level or color transparent. */
export function hasTransparency(file: Uint8Array): boolean {
  const bytes = bufferOver(file);
  const pixels = bytes.indexOf('IDAT', HEADER_END, 'latin1');
  return bytes.subarray(HEADER_END, Math.max(pixels, HEADER_END)).includes('tRNS', 0, 'latin1');
}

function bufferOver(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
