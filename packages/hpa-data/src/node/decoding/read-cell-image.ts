import { type CellImage, CHANNEL_NAMES, type ChannelName } from '../../image/cell-image.js';
import { requireInteger } from '../../require-integer.js';
import type { ChannelFiles, Sample } from '../../sample.js';
import { mapInOrder } from '../files/map-in-order.js';
import { parsePageAddress } from '../files/page-address.js';
import { cutCell } from './cut-cell.js';
import { decodePage } from './decode-page.js';
import type { GrayImage } from './gray-image.js';
import { interleaveChannels } from './interleave-channels.js';
import { readLabelMask } from './label-mask.js';
import { namingFile } from './naming-file.js';
import { type NamedChannel, openImageFile } from './open-image-file.js';
import { requireLevels } from './scale-levels.js';

/**
 * Reads the channels of an image from PNG, JPEG or TIFF files of equal size, which gzip may have compressed.
 *
 * - A gray file of one channel is that channel.
 * - A colored file of one channel, as the Human Protein Atlas publishes them, shows it in its color: red, green or blue
 *   alone, yellow as the mean of red and green.
 * - One colored file for microtubules, protein and nucleus holds them as red, green and blue.
 * - One gray TIFF for several channels holds a page for each, in the order `pageOrder`.
 * - One file of four samples a pixel, such as a PNG of 16-bit RGBA, holds four channels in the order `channelOrder`.
 * - A path that ends in `#page=N`, from 1, names one gray page of a TIFF.
 * - Without a file for `er`, that channel is black.
 *
 * Levels of 8 bits stay as they are and those of 16 bits are divided by 257, unless `whiteLevel` or `levels` says which
 * become 0 and 255. Floating-point and 32-bit levels, and negative ones, need `levels`.
 *
 * With `height` and `width` the image is stretched by a triangle kernel, which averages when it reduces and never leaves
 * the range of its neighbors.
 *
 * With a `cell`, the image is that of this cell alone: what is outside its mask is black, and it lies in the middle of a square, or, with
 * `height` and `width`, of a rectangle of their shape, so that it is never stretched.
 *
 * @throws RangeError if `openImages` would throw one.
 * @throws Error naming the file if one cannot be read, is truncated, damaged or of another kind, does not hold the
 * channels that it is named for, differs in size from the others or the mask, or has more than 67,108,864 pixels (8192 x 8192).
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
    /**
     * Levels that become 0 and 255, of files that have not 8 bits; what lies beyond is cut off. `[0, 1]` suits floating-point
     * numbers between them, `[-32768, -28673]` a camera of 12 bits whose files are signed. Given in place of `whiteLevel`.
     */
    readonly levels?: readonly [black: number, white: number] | undefined;
    /** Order of the channels in a file of several pages; red, green, blue, yellow by default. */
    readonly pageOrder?: readonly ChannelName[] | undefined;
    /**
     * Order of the channels in the samples of a pixel, of a file named for several channels. By default red, green and blue
     * are microtubules, protein and nucleus, and a file of four samples is refused.
     */
    readonly channelOrder?: readonly ChannelName[] | undefined;
    /** The cell of the field to read, as `cellsOfFields` gives it; by default, the whole image is read. */
    readonly cell?: Sample['cell'];
  } = {},
): Promise<CellImage> {
  const { height, width } = requireReading(reading);
  const { cell } = reading;
  const field = await decodeChannels(channels, reading);
  const planes =
    cell === undefined
      ? field.planes
      : cutCell({ ...field, mask: await readLabelMask(cell.mask) }, { cell, height, width });
  return namingFile(field.file, () => interleaveChannels(planes, { height, width }));
}

/** Decodes the channels of an image, in the order of `CHANNEL_NAMES` and the size of its files, and names one of them. */
export async function decodeChannels(
  channels: ChannelFiles,
  { whiteLevel, levels, pageOrder = CHANNEL_NAMES, channelOrder }: Reading,
): Promise<{ readonly file: string; readonly planes: readonly GrayImage[] }> {
  const opened = await mapInOrder([...channelsByFile(channels)], ([file, named]) =>
    openImageFile(file, { channels: named, pageOrder, channelOrder, levels }),
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
  const decoded = await mapInOrder(pages, (page) => decodePage(page, { levels, whiteLevel }));
  return { file: first!.file, planes: withBlack(new Map(decoded.flat())) };
}

/** How the files of a sample become an image. */
export type Reading = Omit<NonNullable<Parameters<typeof readCellImage>[1]>, 'cell'>;

/**
 * Returns how files are read if that can be done.
 *
 * @throws RangeError if `height`, `width` or `whiteLevel` is not a positive integer, one of `height` and `width` is missing,
 * `levels` are no two numbers of which the second is higher, are given together with `whiteLevel`, or `channelOrder` does not
 * name three or four different channels.
 */
export function requireReading(reading: Reading): Reading {
  const { height, width, whiteLevel, levels, channelOrder } = reading;
  if ((height === undefined) !== (width === undefined)) {
    throw new RangeError(`height and width must be given together; received ${height} and ${width}`);
  }
  for (const [name, value] of Object.entries({ height, width, whiteLevel })) {
    if (value !== undefined) {
      requireInteger(value, { name, minimum: 1 });
    }
  }
  if (levels !== undefined) {
    requireLevels(levels);
    if (whiteLevel !== undefined) {
      throw new RangeError(
        `give either whiteLevel or levels; received ${whiteLevel} and ${levels.join(', ')}`,
      );
    }
  }
  if (channelOrder !== undefined) {
    requireChannelOrder(channelOrder);
  }
  return reading;
}

function requireChannelOrder(order: readonly ChannelName[]): void {
  const distinct = new Set(order);
  if (
    order.length < 3 ||
    distinct.size < order.length ||
    order.some((name) => !CHANNEL_NAMES.includes(name))
  ) {
    throw new RangeError(
      `channelOrder must name three or four of ${CHANNEL_NAMES.join(', ')}, each once; received ${order.join(', ')}`,
    );
  }
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
