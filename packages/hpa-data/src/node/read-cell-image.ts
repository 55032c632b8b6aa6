import { readFile } from 'node:fs/promises';
import sharp, { type Metadata } from 'sharp';
import { type CellImage, channelNames } from '../cell-image.js';
import { requireInteger } from '../require-integer.js';
import type { ChannelFiles } from '../sample.js';

/** Options of {@link readCellImage}. */
export interface ReadCellImageOptions {
  /** Height and width of the result in pixels; the size of the files where it is not given. */
  readonly size?: number;
}

/** One stain, decoded. */
interface GreyImage {
  readonly height: number;
  readonly width: number;
  readonly data: Uint8Array;
}

/**
 * Reads the four stains of a picture from 8-bit grey PNG files of equal size.
 *
 * With `size` the picture is stretched to size x size with a triangle kernel, which averages when it reduces
 * (libvips's `linear`) and never leaves the range of its neighbours.
 *
 * @throws RangeError where `size` is not a positive integer; Error naming the file where one cannot be read,
 * is not a PNG, is truncated or damaged, is not 8-bit grey, or differs in size from the others.
 */
export async function readCellImage(
  channels: ChannelFiles,
  { size }: ReadCellImageOptions = {},
): Promise<CellImage> {
  if (size !== undefined) {
    requireInteger(size, { name: 'size', least: 1 });
  }
  const encoded = await Promise.all(channelNames.map((name) => openGreyPng(channels[name])));
  requireEqualSizes(encoded);
  const stains = await Promise.all(encoded.map((image) => decode(image, size)));
  const { height, width } = stains[0]!;
  const data = new Uint8Array(height * width * stains.length);
  for (const [channel, stain] of stains.entries()) {
    for (let pixel = 0; pixel < stain.data.length; pixel++) {
      data[pixel * stains.length + channel] = stain.data[pixel]!;
    }
  }
  return { height, width, data };
}

/** A file's bytes, known by its header to be an 8-bit grey PNG. */
interface EncodedImage {
  readonly file: string;
  readonly bytes: Uint8Array;
  readonly height: number;
  readonly width: number;
}

async function openGreyPng(file: string): Promise<EncodedImage> {
  const bytes = await readFile(file);
  if (bytes.length === 0) {
    throw new Error(`${file}: expected an 8-bit grey PNG; the file is empty`);
  }
  const metadata = await naming(file, () => sharp(bytes, { failOn: 'warning' }).metadata());
  const found = describe(metadata);
  if (found !== '8-bit grey png') {
    throw new Error(`${file}: expected an 8-bit grey PNG; found ${found}`);
  }
  return { file, bytes, height: metadata.height, width: metadata.width };
}

function describe({ format, bitsPerSample, isPalette, channels, hasAlpha }: Metadata): string {
  const precision = bitsPerSample === undefined ? '' : `${bitsPerSample}-bit `;
  const kind = isPalette ? 'palette' : channels < 3 ? 'grey' : 'colour';
  return `${precision}${kind}${hasAlpha ? ' and alpha' : ''} ${format}`;
}

function requireEqualSizes([first, ...others]: readonly EncodedImage[]): void {
  for (const { file, height, width } of others) {
    if (height !== first!.height || width !== first!.width) {
      throw new Error(
        `${file}: expected ${first!.height}x${first!.width} pixels like ${first!.file}; found ${height}x${width}`,
      );
    }
  }
}

async function decode({ file, bytes }: EncodedImage, size: number | undefined): Promise<GreyImage> {
  // Without the colour space, sharp would hand grey back as three equal channels.
  const image = sharp(bytes, { failOn: 'warning' }).toColourspace('b-w');
  const resized = size === undefined ? image : image.resize(size, size, { fit: 'fill', kernel: 'linear' });
  const { data, info } = await naming(file, () => resized.raw().toBuffer({ resolveWithObject: true }));
  return { height: info.height, width: info.width, data };
}

/** Runs a step of sharp's; where it fails, the error names the file. */
async function naming<T>(file: string, step: () => Promise<T>): Promise<T> {
  try {
    return await step();
  } catch (cause) {
    const reason = (cause as Error).message.trim().replaceAll(/\s*\n\s*/g, '; ');
    throw new Error(`${file}: expected an 8-bit grey PNG; it cannot be decoded: ${reason}`, { cause });
  }
}
