/** One page of a TIFF: rows of one or three samples per pixel. */
export interface TiffPage {
  readonly height: number;
  readonly width: number;
  readonly levels: Uint8Array | Uint16Array | Float32Array;
}

/** Field types of TIFF 6.0, section 2. */
const ASCII = 2;
const SHORT = 3;
const LONG = 4;

/**
 * Writes uncompressed little-endian TIFF (TIFF 6.0, sections 2 to 6), independently of the decoder under test; the
 * first page gets the description, if there is one.
 */
export function makeTiff(pages: readonly TiffPage[], description?: string): Uint8Array {
  const parts: Uint8Array[] = [Uint8Array.from([0x49, 0x49, 42, 0])];
  const link = () => new DataView(new ArrayBuffer(4));
  let next = link();
  parts.push(new Uint8Array(next.buffer));
  let length = 8;
  const push = (part: Uint8Array) => {
    parts.push(part);
    length += part.length;
  };
  for (const [page, { height, width, levels }] of pages.entries()) {
    const samples = levels.length / (height * width);
    const bits = levels.BYTES_PER_ELEMENT * 8;
    const strip = length;
    push(new Uint8Array(levels.buffer, levels.byteOffset, levels.byteLength));
    const precisions = length;
    push(new Uint8Array(Uint16Array.from({ length: samples }, () => bits).buffer));
    const text = new TextEncoder().encode(page === 0 && description !== undefined ? `${description}\0` : '');
    const textAt = length;
    push(text);
    if (length % 2 === 1) {
      push(new Uint8Array(1));
    }
    next.setUint32(0, length, true);
    const fields = [
      [256, LONG, 1, width],
      [257, LONG, 1, height],
      [258, SHORT, samples, samples === 1 ? bits : precisions],
      [259, SHORT, 1, 1], // no compression
      [262, SHORT, 1, samples === 1 ? 1 : 2], // black is zero, or RGB
      ...(text.length > 0 ? [[270, ASCII, text.length, textAt] as const] : []),
      [273, LONG, 1, strip],
      [277, SHORT, 1, samples],
      [278, LONG, 1, height],
      [279, LONG, 1, levels.byteLength],
      [339, SHORT, 1, levels instanceof Float32Array ? 3 : 1],
    ] as const;
    const directory = new DataView(new ArrayBuffer(2 + fields.length * 12));
    directory.setUint16(0, fields.length, true);
    for (const [index, [tag, type, count, value]] of fields.entries()) {
      const at = 2 + index * 12;
      directory.setUint16(at, tag, true);
      directory.setUint16(at + 2, type, true);
      directory.setUint32(at + 4, count, true);
      directory.setUint32(at + 8, value, true);
    }
    push(new Uint8Array(directory.buffer));
    next = link();
    push(new Uint8Array(next.buffer));
  }
  return Buffer.concat(parts);
}
