import { inflateSync } from 'node:zlib';
import { type TiffDirectory, tiffDirectories } from './tiff-directories.js';

const UNCOMPRESSED = 1;
const DEFLATE = [8, 32_946];
const SAMPLE_BYTES = 8;

/**
 * Reads the gray levels of a page of 64-bit floating-point numbers, which libvips does not read, from strips that are not
 * compressed, or by Deflate without a predictor.
 *
 * @throws Error if the page is stored in tiles or compressed in another way, or its strips are not there as stated.
 */
export function readFloat64Samples(
  bytes: Uint8Array,
  {
    page,
    height,
    width,
  }: {
    /** From 0. */
    readonly page: number;
    readonly height: number;
    readonly width: number;
  },
): Float64Array {
  const directory = tiffDirectories(bytes)[page]!;
  const [compression = UNCOMPRESSED] = directory.numbers('compression');
  const [predictor = 1] = directory.numbers('predictor');
  const deflated = DEFLATE.includes(compression);
  if (directory.count('tileWidth') > 0 || predictor !== 1 || (compression !== UNCOMPRESSED && !deflated)) {
    throw new Error(
      '64-bit floating-point levels are read only from strips without compression, or by Deflate without a predictor',
    );
  }
  const levels = new Float64Array(height * width);
  const little = bytes[0] === 0x49;
  let filled = 0;
  for (const strip of stripsOf(bytes, directory)) {
    const left = (levels.length - filled) * SAMPLE_BYTES;
    const plain = deflated ? inflateSync(strip, { maxOutputLength: Math.max(1, left) }) : strip;
    const view = new DataView(plain.buffer, plain.byteOffset, plain.byteLength);
    for (let at = 0; at + SAMPLE_BYTES <= plain.length && filled < levels.length; at += SAMPLE_BYTES) {
      levels[filled++] = view.getFloat64(at, little);
    }
  }
  if (filled < levels.length) {
    throw new Error(`its strips must hold ${levels.length} levels; they hold ${filled}`);
  }
  return levels;
}

function* stripsOf(bytes: Uint8Array, directory: TiffDirectory): Generator<Uint8Array> {
  const lengths = directory.numbers('stripByteCounts');
  for (const [strip, at] of directory.numbers('stripOffsets').entries()) {
    const end = at + (lengths[strip] ?? 0);
    if (end > bytes.length) {
      throw new Error(`a strip ends at byte ${end}, but the file after ${bytes.length} bytes`);
    }
    yield bytes.subarray(at, end);
  }
}
