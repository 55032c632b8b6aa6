import { type CellImage, CHANNEL_NAMES, type ChannelName } from '../../image/cell-image.js';
import { isAtlasChannel } from '../../image/list-channels.js';
import { isChannelName, requireChannels } from '../../image/require-channels.js';
import { type Levels, type ResolvedLevels, resolveLevels } from '../../levels/levels.js';
import { requireInteger } from '../../require-integer.js';
import type { ChannelFiles, Sample } from '../../sample.js';
import { mapInOrder } from '../files/map-in-order.js';
import { cutCell, frameImage } from './cut-cell.js';
import { decodePage } from './decode-page.js';
import { joinChannels } from './join-channels.js';
import { readLabelMask } from './label-mask.js';
import { levelsOf } from './levels-of.js';
import type { ImagePage } from './open-image-file.js';
import { openPages } from './open-pages.js';
import type { SampleDepth } from './page-header.js';
import type { Plane } from './plane.js';
import { needsLevels } from './scale-levels.js';

/**
 * Reads the channels of an image from PNG, JPEG or TIFF files of equal size, which gzip may have compressed.
 *
 * - A gray file of one channel is that channel.
 * - A colored file of one channel, as the Human Protein Atlas publishes them, shows it in its color: red, green or blue
 *   alone, yellow as the mean of red and green; a channel of another name is the brightest of red, green and blue.
 * - One colored file for microtubules, protein and nucleus holds them as red, green and blue.
 * - One gray TIFF for several channels holds a page for each, in the order `pageOrder`.
 * - One file of four samples a pixel, such as a PNG of 16-bit RGBA, holds four channels in the order `channelOrder`.
 * - A path that ends in `#page=N`, from 1, names one gray page of a TIFF.
 * - A channel without a file is black.
 *
 * Levels of 8 bits stay as they are. `levels` says which levels of the other files become 0 and 255; without it, 16 bits go from 0
 * to the highest level of the bits that an OME-TIFF states, or to 65,535. Floating-point and 32-bit levels, and negative ones, need
 * `levels`.
 *
 * With `height` and `width` the image is stretched by a triangle kernel, which averages when it reduces and never leaves
 * the range of its neighbors. With `fit: 'pad'` it is laid in the middle of a black image of that shape first, and keeps its own. With a
 * `scale`, where `pixelSize` is known, it is brought to that scale: padded with black where it is smaller, cropped round its middle where it
 * is larger. Its scale is then right to half a pixel of the file in the length of the image.
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
     * Levels that become 0 and 255, of files that have not 8 bits; what lies beyond is cut off. What `measureLevels` returns, or two
     * numbers for all channels: `[0, 4095]` suits a camera of 12 bits, `[0, 1]` floating-point numbers between them.
     */
    readonly levels?: Levels | ResolvedLevels | undefined;
    /**
     * The channels of the image, one to eight, in their order. By default microtubules, protein, nucleus and er, the last of which may
     * have no file; or, if the files are named for other ones or lack another of these, those of the files.
     */
    readonly channels?: readonly ChannelName[] | undefined;
    /** Order of the channels in a file of several pages; by default red, green, blue, yellow, then others as in `channels`. */
    readonly pageOrder?: readonly ChannelName[] | undefined;
    /**
     * Order of the channels in the samples of a pixel, of a file named for several channels. By default red, green and blue
     * are microtubules, protein and nucleus, and a file of four samples is refused.
     */
    readonly channelOrder?: readonly ChannelName[] | undefined;
    /** Micrometers along a pixel of the files, as a sample has it; by default it is unknown. */
    readonly pixelSize?: number | undefined;
    /** Micrometers along a pixel of the result, where `pixelSize` is known; by default each image fills the result. */
    readonly scale?: number | undefined;
    /** How a whole image that has another shape becomes one of `height` and `width`, unless it is scaled; `stretch` by default. */
    readonly fit?: 'stretch' | 'pad' | undefined;
    /** The cell of the field to read, as `cellsOfFields` gives it; by default, the whole image is read. */
    readonly cell?: Sample['cell'];
  } = {},
): Promise<CellImage> {
  const { height, width, scale, fit } = requireReading(reading);
  const { cell, pixelSize } = reading;
  const framing = { height, width, scale, pixelSize };
  const field = await decodeChannels(channels, reading);
  const scaled = scale !== undefined && pixelSize !== undefined;
  const framed = height !== undefined && (scaled || fit === 'pad');
  const planes =
    cell === undefined
      ? framed
        ? frameImage(field, framing)
        : field.planes
      : cutCell(
          { ...field, mask: cell.mask === undefined ? undefined : await readLabelMask(cell.mask) },
          { cell, ...framing },
        );
  return joinChannels(planes, { names: channelsToRead(channels, reading), file: field.file, height, width });
}

/** The channels of the image that files become. */
export function channelsToRead(
  files: ChannelFiles,
  { channels }: Pick<Reading, 'channels'>,
): readonly ChannelName[] {
  if (channels !== undefined) {
    return channels;
  }
  const named = Object.keys(files);
  const hasAtlas = CHANNEL_NAMES.every((name) => name === 'er' || named.includes(name));
  return hasAtlas && named.every(isAtlasChannel) ? CHANNEL_NAMES : named;
}

/** Decodes the channels of an image, in their order and the size of its files, and names one of these. */
export async function decodeChannels(
  channels: ChannelFiles,
  reading: Reading,
): Promise<{ readonly file: string; readonly planes: readonly Plane[] }> {
  const { levels: given, pageOrder, channelOrder } = reading;
  const names = channelsToRead(channels, reading);
  const levels = given && resolveLevels(given, names);
  const pages = await openPages(channels, { names, ...(pageOrder && { pageOrder }), channelOrder });
  if (pages.length === 0) {
    throw new Error(
      `expected a file for one of ${names.join(', ')}; found files for ${Object.keys(channels).join(', ') || 'no channel'}`,
    );
  }
  for (const page of pages) {
    requireScale(page, levels);
  }
  const decoded = await mapInOrder(pages, (page) => decodePage(page, levels));
  return { file: pages[0]!.file, planes: withBlack(new Map(decoded.flat()), { names }) };
}

/** Requires that black and white are known of a page whose depth does not say them. */
function requireScale({ file, depth, channels }: ImagePage, levels: ResolvedLevels | undefined): void {
  const unknown = channels.find(({ name }) => levelsOf(name, { depth, levels }) === undefined);
  if (needsLevels(depth) && unknown !== undefined) {
    throw new Error(
      `${file}: expected levels of 8 or 16 bits, or the levels that are black and white; found ${describeDepth(depth)} tiff (measure them: levels: await measureLevels(samples) of the library; or state them: --levels 0,1 of the commands)`,
    );
  }
}

/** Names a depth in words: `32-bit gray floating-point`. */
function describeDepth(depth: SampleDepth): string {
  const [, format, bits] = /^([a-z]+)(\d+)$/.exec(depth)!;
  return `${bits}-bit gray ${format === 'float' ? 'floating-point' : format === 'int' ? 'signed' : 'unsigned'}`;
}

/**
 * How the files of a sample become an image.
 *
 * @inline
 */
export type Reading = Omit<NonNullable<Parameters<typeof readCellImage>[1]>, 'cell' | 'pixelSize'>;

/**
 * Returns how files are read if that can be done.
 *
 * @throws RangeError if `height` or `width` is not a positive integer, one of them is missing, `levels` are no two numbers of which
 * the second is higher, `scale` is not positive, `channels` are not one to eight different names, or `channelOrder` does not name three or four different
 * channels.
 */
export function requireReading(reading: Reading): Reading {
  const { height, width, levels, channels, channelOrder, scale } = reading;
  if ((height === undefined) !== (width === undefined)) {
    throw new RangeError(`height and width must be given together; received ${height} and ${width}`);
  }
  for (const [name, value] of Object.entries({ height, width })) {
    if (value !== undefined) {
      requireInteger(value, { name, minimum: 1 });
    }
  }
  if (scale !== undefined && !(scale > 0 && scale < Number.POSITIVE_INFINITY)) {
    throw new RangeError(`scale must be a positive number of micrometers a pixel; received ${scale}`);
  }
  if (levels !== undefined) {
    resolveLevels(levels);
  }
  if (channels !== undefined) {
    requireChannels(channels);
  }
  if (channelOrder !== undefined) {
    requireChannelOrder(channelOrder, channels);
  }
  return reading;
}

function requireChannelOrder(order: readonly ChannelName[], channels: readonly ChannelName[] = []): void {
  const known = channels.length === 0 ? CHANNEL_NAMES : [...channels, ...order.filter(isChannelName)];
  const isKnown = (name: ChannelName) => known.some((each) => each === name);
  if (order.length < 3 || order.length > 4 || new Set(order).size < order.length || !order.every(isKnown)) {
    const among = channels.length === 0 ? ` of ${CHANNEL_NAMES.join(', ')}` : ' channels';
    throw new RangeError(
      `channelOrder must name three or four${among}, each once; received ${order.join(', ')}`,
    );
  }
}

/** All channels in order; a missing one is black. */
function withBlack(
  channels: ReadonlyMap<ChannelName, Plane>,
  { names }: { readonly names: readonly ChannelName[] },
): Plane[] {
  const { height, width } = channels.values().next().value!;
  return names.map((name) => channels.get(name) ?? { height, width, data: new Uint8Array(height * width) });
}
