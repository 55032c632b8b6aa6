import type { LabelMask } from '../../fields/label-mask.js';
import { PIXEL_LIMIT } from '../../image/pixel-limit.js';
import { decodeGrayPng, isGrayPng } from './decode-gray-png.js';
import { imageFormat } from './image-format.js';
import { loadSharp } from './load-sharp.js';
import { namingFile } from './naming-file.js';
import { describeStorage, type PageHeader, type SampleDepth } from './page-header.js';
import { readImageBytes } from './read-image-bytes.js';
import { readPageHeader } from './read-page-header.js';
import { showAsStored } from './show-as-stored.js';

/** Byte of a PNG that states the bits of a sample (https://www.w3.org/TR/png-3/#11IHDR). */
const PNG_BITS = 24;

/** Depths that can hold labels, with the kind of number that the decoder is asked for. StarDist's users store signed ones. */
const STORED: Readonly<Partial<Record<SampleDepth, 'uchar' | 'ushort' | 'uint' | 'int'>>> = {
  uint8: 'uchar',
  int8: 'uchar',
  uint16: 'ushort',
  int16: 'ushort',
  uint32: 'uint',
  int32: 'int',
};

/**
 * Reads a label mask: one gray page of 8, 16 or 32-bit integers, in PNG or TIFF, which gzip may have compressed.
 *
 * @throws Error naming the file if it cannot be read, is of another kind, such as color, floating-point or JPEG, or a label is negative.
 */
export async function readLabelMask(file: string): Promise<LabelMask> {
  const bytes = await readImageBytes(file);
  const format = imageFormat(bytes);
  const header = await readPageHeader(file, { bytes, page: 0 });
  const stored = STORED[header.depth];
  const few = format === 'png' && bytes[PNG_BITS]! < 8;
  if (header.kind !== 'gray' || header.alpha || header.pageCount > 1 || format === 'jpeg' || few || !stored) {
    const found = few ? `a png of ${bytes[PNG_BITS]} bits` : describe(header, `${format}`);
    throw new Error(
      `${file}: expected a label mask, one gray page of 8, 16 or 32-bit integers in PNG or TIFF; found ${found}`,
    );
  }
  if (isGrayPng(bytes)) {
    return namingFile(file, () => decodeGrayPng(bytes));
  }
  const sharp = await loadSharp();
  const { data, info } = await namingFile(file, () => {
    const failOn = format === 'tiff' ? showAsStored(bytes, { ...header, page: 0 }) : 'warning';
    return sharp(bytes, { failOn, ignoreIcc: true, limitInputPixels: PIXEL_LIMIT })
      .toColourspace(stored === 'ushort' ? 'grey16' : 'b-w')
      .raw({ depth: stored })
      .toBuffer({ resolveWithObject: true });
  });
  const { height, width } = info;
  const count = height * width;
  const labels = {
    uchar: () => new Uint8Array(data.buffer, data.byteOffset, count),
    ushort: () => new Uint16Array(data.buffer, data.byteOffset, count),
    uint: () => new Uint32Array(data.buffer, data.byteOffset, count),
    int: () => new Uint32Array(data.buffer, data.byteOffset, count),
  }[stored]();
  requireNoNegative(labels, { file, signed: header.depth.startsWith('int') });
  return { height, width, data: labels };
}

/** The decoder gives signed integers as unsigned ones of the same bits. */
function requireNoNegative(
  labels: LabelMask['data'],
  { file, signed }: { readonly file: string; readonly signed: boolean },
): void {
  const sign = 2 ** (8 * labels.BYTES_PER_ELEMENT - 1);
  const negative = signed ? labels.find((label) => label >= sign) : undefined;
  if (negative !== undefined) {
    throw new Error(
      `${file}: expected a label mask, whose labels are 0 or more; found ${negative - 2 * sign}`,
    );
  }
}

function describe({ kind, alpha, depth, pageCount, samples }: PageHeader, format: string): string {
  if (pageCount > 1) {
    return `${pageCount} pages`;
  }
  const [, word, bits] = /^([a-z]+)(\d+)$/.exec(depth)!;
  const words = word === 'float' ? 'floating-point gray' : kind === 'samples' ? `${samples}-sample` : kind;
  return describeStorage({ bits: Number(bits), kind: words, alpha, format });
}
