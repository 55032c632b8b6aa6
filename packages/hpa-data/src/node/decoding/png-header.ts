import { hasTransparency } from './decode-gray-png.js';
import { describeStorage, type PageHeader, unreadable } from './page-header.js';
import { requirePixels } from './pixel-limit.js';

/** Where the header chunk ends: after the signature, its frame of 12 bytes and its 13 bytes. */
const HEADER_END = 33;
const PALETTE = 3;
/** Samples of a pixel, by the color type (PNG specification, third edition, https://www.w3.org/TR/png-3/). */
const SAMPLES: Readonly<Record<number, number>> = { 0: 1, 2: 3, 4: 2, 6: 4 };
const BIT_DEPTHS = [1, 2, 4, 8, 16];

/**
 * Reads what a PNG is from its first chunks. Gray of 1, 2 and 4 bits counts as 8: decoders spread its levels over 0 to 255.
 * A chunk tRNS counts as alpha: decoders make one of it.
 *
 * @throws Error naming the file if the header is cut off or damaged, it has no pixels or more than the limit, or a palette.
 */
export function readPngHeader(file: string, bytes: Uint8Array): PageHeader {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < HEADER_END || view.getUint32(12) !== 0x49484452) {
    throw new Error(`${file}: cannot be decoded: its header is cut off or damaged`);
  }
  const [width, height] = [view.getUint32(16), view.getUint32(20)];
  const [bits = 0, colorType = 0] = bytes.subarray(24, 26);
  if (colorType === PALETTE) {
    throw unreadable(file, describeStorage({ bits, kind: 'palette', format: 'png' }));
  }
  const samples = SAMPLES[colorType];
  if (samples === undefined || !BIT_DEPTHS.includes(bits)) {
    throw new Error(`${file}: cannot be decoded: its header states color type ${colorType} of ${bits} bits`);
  }
  requirePixels({ height, width }, file);
  return {
    height,
    width,
    pageCount: 1,
    kind: samples > 2 ? 'color' : 'gray',
    samples,
    alpha: samples === 2 || samples === 4 || hasTransparency(bytes),
    depth: bits === 16 ? 'uint16' : 'uint8',
  };
}
