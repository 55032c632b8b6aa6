import { colorPick, type Pick } from '../../image/color-picks.js';
import { PIXEL_LIMIT } from '../../image/pixel-limit.js';
import { decodeGrayPng, isGrayPng } from './decode-gray-png.js';
import { imageFormat } from './image-format.js';
import { loadSharp } from './load-sharp.js';
import { namingFile } from './naming-file.js';
import { howToOrder, type ImagePage, type PageChannel } from './open-image-file.js';
import { readFloat64Samples } from './read-float64-samples.js';
import { needsLevels } from './scale-levels.js';
import { showAsStored } from './show-as-stored.js';

/** Samples as they are stored, pixel by pixel. */
export interface Samples {
  readonly height: number;
  readonly width: number;
  readonly values: Uint8Array | Uint16Array | Float32Array | Float64Array;
  /** Number of samples of a pixel. */
  readonly perPixel: number;
}

/**
 * Decodes a page into its samples; signed integers of 8 and 16 bits are given as unsigned ones of the same bits.
 *
 * @throws Error naming the file if it is truncated or damaged, or alpha is not opaque throughout.
 */
export async function decodeSamples(page: ImagePage): Promise<Samples> {
  if (isGrayPng(page.bytes)) {
    const { height, width, data } = await namingFile(page.file, () => decodeGrayPng(page.bytes));
    return { height, width, values: data, perPixel: 1 };
  }
  const samples = await decode(page);
  requireOpaque(page, samples);
  return samples;
}

/** Gives the stored value of a channel at the pixel whose first sample lies at `at`. */
export function pickFor({ name, sample }: PageChannel): Pick {
  return sample === undefined ? colorPick(name) : (values, at) => values[at + sample]!;
}

async function decode(page: ImagePage): Promise<Samples> {
  const { file, bytes, depth, height, width } = page;
  if (depth === 'float64') {
    const values = await namingFile(file, () => readFloat64Samples(bytes, page));
    return { height, width, values, perPixel: 1 };
  }
  const sharp = await loadSharp();
  const isTiff = imageFormat(bytes) === 'tiff';
  const failOn = isTiff ? await namingFile(file, () => showAsStored(bytes, page)) : 'warning';
  const eight = depth === 'uint8' || depth === 'int8';
  const wide = needsLevels(depth);
  const plain = page.kind === 'gray' && !page.alpha;
  // Levels are measurements: a color profile would change them. Without the color space, sharp would hand gray
  // back as three equal components, and gray of 8 bits without the alpha that it has.
  const image = sharp(bytes, { page: page.page, failOn, ignoreIcc: true, limitInputPixels: PIXEL_LIMIT })
    .toColourspace(wide || (plain && eight) ? 'b-w' : plain ? 'grey16' : eight ? 'srgb' : 'rgb16')
    .raw({ depth: wide ? 'float' : eight ? 'uchar' : 'ushort' });
  const { data, info } = await namingFile(file, () => image.toBuffer({ resolveWithObject: true }));
  const count = info.height * info.width * info.channels;
  const { buffer, byteOffset } = data;
  const values = wide
    ? new Float32Array(buffer, byteOffset, count)
    : eight
      ? data
      : new Uint16Array(buffer, byteOffset, count);
  return { height: info.height, width: info.width, values, perPixel: info.channels };
}

/** Requires that alpha hides nothing: what it hides is no measurement, and what has no alpha may be stored in it. */
function requireOpaque(page: ImagePage, { values, perPixel }: Samples): void {
  const isChannel = page.channels.some(({ sample }) => sample === 3);
  if (perPixel !== 4 || isChannel || !page.alpha) {
    return;
  }
  const opaque = page.depth === 'uint8' ? 255 : 65_535;
  for (let at = 3; at < values.length; at += 4) {
    if (values[at] !== opaque) {
      const advice = page.samples === 4 ? `; it has four samples a pixel: ${howToOrder(4)}` : '';
      throw new Error(
        `${page.file}: expected alpha that is opaque throughout; found ${values[at]} of ${opaque} at pixel ${(at - 3) / 4}${advice}`,
      );
    }
  }
}
