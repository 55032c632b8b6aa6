import { type CellImage, CHANNEL_NAMES, type ChannelName } from '../../image/cell-image.js';
import { requireInteger } from '../../require-integer.js';
import type { ChannelFiles } from '../../sample.js';
import { mapInOrder } from '../files/map-in-order.js';
import { parsePageAddress } from '../files/page-address.js';
import { decodePage } from './decode-page.js';
import type { GrayImage } from './gray-image.js';
import { interleaveChannels } from './interleave-channels.js';
import { type NamedChannel, openImageFile } from './open-image-file.js';

/**
 * Reads the channels of an image from PNG, JPEG or TIFF files of 8 or 16 bits and of equal size.
 *
 * - A gray file of one channel is that channel.
 * - A colored file of one channel, as the Human Protein Atlas publishes them, shows it in its color: red, green or blue
 *   alone, yellow as the mean of red and green.
 * - One colored file for microtubules, protein and nucleus holds them as red, green and blue.
 * - One gray TIFF for several channels holds a page for each, in the order `pageOrder`.
 * - A path that ends in `#page=N`, from 1, names one gray page of a TIFF.
 * - Without a file for `er`, that channel is black.
 *
 * With `height` and `width` the image is stretched by a triangle kernel, which averages when it reduces and never leaves
 * the range of its neighbors.
 *
 * @throws RangeError if `openImages` would throw one.
 * @throws Error naming the file if one cannot be read, is truncated, damaged or of another kind, does not hold the
 * channels that it is named for, or differs in size from the others.
 *
 * @example
 * import { mkdtemp, writeFile } from 'node:fs/promises';
 * import { tmpdir } from 'node:os';
 * import { join } from 'node:path';
 * import { readCellImage } from '@hpa/data/node';
 * const pixel = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGPgkjMCAACQAFsDXdHKAAAAAElFTkSuQmCC'; // #0a1e32
 * const file = join(await mkdtemp(join(tmpdir(), 'cells-')), 'cell.png');
 * await writeFile(file, Buffer.from(pixel, 'base64'));
 * const channels = { microtubules: file, protein: file, nucleus: file };
 * const { data } = await readCellImage(channels, { height: 2, width: 1 });
 * [...data]; // [10, 30, 50, 0, 10, 30, 50, 0]
 */
export async function readCellImage(
  channels: ChannelFiles,
  reading: {
    /** Rows of the result, in pixels; those of the files by default. Given together with `width`. */
    readonly height?: number | undefined;
    /** Columns of the result, in pixels; those of the files by default. */
    readonly width?: number | undefined;
    /**
     * Level of 16-bit files that becomes 255; brighter levels become 255 too. 65,535 by default; 4095 suits a camera of 12
     * bits. 8-bit files keep their levels.
     */
    readonly whiteLevel?: number | undefined;
    /** Order of the channels in a file of several pages; red, green, blue, yellow by default. */
    readonly pageOrder?: readonly ChannelName[] | undefined;
  } = {},
): Promise<CellImage> {
  const { height, width, whiteLevel = 65_535, pageOrder = CHANNEL_NAMES } = requireReading(reading);
  const opened = await mapInOrder([...channelsByFile(channels)], ([file, named]) =>
    openImageFile(file, { channels: named, pageOrder }),
  );
  const pages = opened.flat();
  const [first, ...others] = pages;
  for (const page of others) {
    if (page.height !== first!.height || page.width !== first!.width) {
      throw new Error(
        `${page.file}: expected ${first!.height}x${first!.width} pixels like ${first!.file}; found ${page.height}x${page.width}`,
      );
    }
  }
  const decoded = await mapInOrder(pages, (page) => decodePage(page, { whiteLevel }));
  return interleaveChannels(withBlack(new Map(decoded.flat())), { height, width });
}

/** How the files of a sample become an image. */
export type Reading = NonNullable<Parameters<typeof readCellImage>[1]>;

/**
 * Returns how files are read if that can be done.
 *
 * @throws RangeError if `height`, `width` or `whiteLevel` is not a positive integer, or one of `height` and `width` is
 * missing.
 */
export function requireReading({ height, width, whiteLevel, pageOrder }: Reading): Reading {
  if ((height === undefined) !== (width === undefined)) {
    throw new RangeError(`height and width must be given together; received ${height} and ${width}`);
  }
  for (const [name, value] of Object.entries({ height, width, whiteLevel })) {
    if (value !== undefined) {
      requireInteger(value, { name, minimum: 1 });
    }
  }
  return { height, width, whiteLevel, pageOrder };
}

/** The channels of each file, with the page of each that has an address of its own. */
function channelsByFile(channels: ChannelFiles): Map<string, NamedChannel[]> {
  const byFile = new Map<string, NamedChannel[]>();
  for (const name of CHANNEL_NAMES) {
    const address = channels[name];
    if (address !== undefined) {
      const { file, page } = parsePageAddress(address);
      byFile.set(file, [...(byFile.get(file) ?? []), { name, page }]);
    }
  }
  return byFile;
}

/** All four channels in order; a missing one is black. */
function withBlack(channels: ReadonlyMap<ChannelName, GrayImage>): GrayImage[] {
  const { height, width } = channels.values().next().value!;
  return CHANNEL_NAMES.map(
    (name) => channels.get(name) ?? { height, width, data: new Uint8Array(height * width) },
  );
}
