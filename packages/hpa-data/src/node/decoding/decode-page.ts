import type { ChannelName } from '../../image/cell-image.js';
import { decodeGrayPng, isGrayPng } from './decode-gray-png.js';
import type { GrayImage } from './gray-image.js';
import { loadSharp } from './load-sharp.js';
import { type ImagePage, namingFile } from './open-image-file.js';

/** Gives the level of a channel at the pixel whose first component lies at `at`. */
type Pick = (levels: Uint8Array | Uint16Array, at: number) => number;

/** How a colored file shows each channel: in the component of its color, yellow being red and green. */
const PICKS: Readonly<Record<ChannelName, Pick>> = {
  microtubules: (levels, at) => levels[at]!,
  protein: (levels, at) => levels[at + 1]!,
  nucleus: (levels, at) => levels[at + 2]!,
  er: (levels, at) => (levels[at]! + levels[at + 1]!) / 2,
};

/**
 * Decodes a page into the channels that it shows.
 *
 * @returns A gray image per channel.
 * @throws Error naming the file if it is truncated or damaged.
 */
export async function decodePage(
  page: ImagePage,
  {
    whiteLevel,
  }: {
    /** Level of 16-bit pages that becomes 255. */
    readonly whiteLevel: number;
  },
): Promise<[ChannelName, GrayImage][]> {
  if (isGrayPng(page.bytes)) {
    const gray = await namingFile(page.file, async () => decodeGrayPng(page.bytes));
    return page.channels.map((name) => [name, gray]);
  }
  const { height, width, levels } = await decode(page);
  const components = page.color ? 3 : 1;
  const scale = page.bits === 8 ? 1 : 255 / whiteLevel;
  return page.channels.map((name) => {
    const pick: Pick = page.color ? PICKS[name] : (gray, at) => gray[at]!;
    const data = new Uint8Array(height * width);
    for (let pixel = 0; pixel < data.length; pixel++) {
      data[pixel] = Math.min(255, Math.round(pick(levels, pixel * components) * scale));
    }
    return [name, { height, width, data }];
  });
}

async function decode({ file, bytes, page, color, bits }: ImagePage) {
  const sharp = await loadSharp();
  // Levels are measurements: a color profile would change them. Without the color space, sharp would hand gray
  // back as three equal components.
  const image = sharp(bytes, { page, failOn: 'warning', ignoreIcc: true }).toColourspace(
    color ? (bits === 8 ? 'srgb' : 'rgb16') : bits === 8 ? 'b-w' : 'grey16',
  );
  const { data, info } = await namingFile(file, () =>
    image.raw({ depth: bits === 8 ? 'uchar' : 'ushort' }).toBuffer({ resolveWithObject: true }),
  );
  const levels =
    bits === 8
      ? data
      : new Uint16Array(data.buffer, data.byteOffset, info.height * info.width * info.channels);
  return { height: info.height, width: info.width, levels };
}
