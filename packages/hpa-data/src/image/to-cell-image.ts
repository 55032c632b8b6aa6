import { requireInteger } from '../require-integer.js';
import { type CellImage, CHANNEL_NAMES, type ChannelName } from './cell-image.js';
import { colorPick } from './color-picks.js';
import { sayChannels } from './list-channels.js';
import { type BrowserImage, type Pixels, readBrowserImage } from './read-browser-image.js';
import { requireChannels } from './require-channels.js';
import { stretchCell } from './stretch-cell.js';

/** The channels that one color picture shows, as red, green and blue. */
const IN_COLOR: readonly ChannelName[] = ['microtubules', 'protein', 'nucleus'];

/**
 * Makes an image of what a page or a worker holds: an `ImageData`, a canvas, an `OffscreenCanvas`, an `ImageBitmap`, a `Blob` or
 * a `File`. `readCellImage` of `@hpa/data/node` makes the same image of the same PNG.
 *
 * - One color picture shows microtubules red, protein green and nucleus blue; `er` is then missing.
 * - With a picture per channel, `{ microtubules, protein, nucleus, er }`, a gray one is that channel, and a colored one shows
 *   it in its color: red, green or blue alone, yellow (`er`) as the mean of red and green, another channel as the brightest of the three.
 *
 * `channels` names what the image shall have, where it is not the four of the Human Protein Atlas: `['nucleus', 'actin']`.
 *
 * With `height` and `width` the image is stretched by a triangle kernel, which averages when it reduces.
 *
 * @throws RangeError if a channel is no name, not among `channels` or missing, a size is not a positive integer, or only one of them is given.
 * @throws TypeError if a picture is of another kind.
 * @throws Error naming the channel and the file if a picture cannot be decoded, is not opaque, differs in size from the
 * others, or is gray where color is expected.
 *
 * @example
 * import { toCellImage } from '@hpa/data';
 * const data = Uint8ClampedArray.of(10, 30, 50, 255, 20, 40, 60, 255);
 * const picture = { height: 1, width: 2, data, colorSpace: 'srgb' }; // as context.getImageData(0, 0, 2, 1) returns it
 * const image = await toCellImage(picture, { allowMissing: 'er' });
 * [...image.data]; // [10, 30, 50, 0, 20, 40, 60, 0]
 */
export async function toCellImage(
  source: BrowserImage | Readonly<Partial<Record<ChannelName, BrowserImage>>>,
  {
    height,
    width,
    channels: names = CHANNEL_NAMES,
    allowMissing = [],
  }: {
    /** Rows of the result, in pixels; those of the pictures by default. Given together with `width`. */
    readonly height?: number | undefined;
    /** Columns of the result, in pixels; those of the pictures by default. */
    readonly width?: number | undefined;
    /** The channels of the image, one to eight, in their order; `CHANNEL_NAMES` by default. */
    readonly channels?: readonly ChannelName[] | undefined;
    /** Channels that may be missing, and are then black. */
    readonly allowMissing?: ChannelName | readonly ChannelName[] | undefined;
  } = {},
): Promise<CellImage> {
  if ((height === undefined) !== (width === undefined)) {
    throw new RangeError(`height and width must be given together; received ${height} and ${width}`);
  }
  for (const [name, value] of Object.entries({ height, width })) {
    if (value !== undefined) {
      requireInteger(value, { name, minimum: 1 });
    }
  }
  requireChannels(names);
  const images = imagesOf(source, { names });
  requireComplete(images, { names, allowMissing: [allowMissing].flat() });
  const channels = await readChannels(images);
  const [first, ...others] = [...channels];
  const [firstName, { height: rows, width: columns }] = first!;
  for (const [name, pixels] of others) {
    if (pixels.height !== rows || pixels.width !== columns) {
      throw new Error(
        `${nameOf(name, images)}: expected ${rows}x${columns} pixels like ${nameOf(firstName, images)}; found ${pixels.height}x${pixels.width}`,
      );
    }
  }
  const image = interleave(channels, { names, height: rows, width: columns });
  return height === undefined || width === undefined ? image : stretchCell(image, { height, width });
}

/** The picture that shows each channel. */
function imagesOf(
  source: Parameters<typeof toCellImage>[0],
  { names }: { readonly names: readonly ChannelName[] },
): ReadonlyMap<ChannelName, BrowserImage> {
  if (!isRecord(source)) {
    return new Map(IN_COLOR.map((name) => [name, source]));
  }
  const given = new Map<ChannelName, BrowserImage>();
  for (const [name, image] of Object.entries(source)) {
    if (image !== undefined && !names.includes(name)) {
      throw new RangeError(`channels must be among ${names.join(', ')}; received ${name}`);
    }
    if (image !== undefined) {
      given.set(name, image);
    }
  }
  return given;
}

/** Whether a source is an object of channels, and no picture. */
function isRecord(
  source: Parameters<typeof toCellImage>[0],
): source is Readonly<Partial<Record<ChannelName, BrowserImage>>> {
  return Object.prototype.toString.call(source) === '[object Object]' && !('data' in source);
}

function requireComplete(
  images: ReadonlyMap<ChannelName, BrowserImage>,
  {
    names,
    allowMissing,
  }: { readonly names: readonly ChannelName[]; readonly allowMissing: readonly ChannelName[] },
): void {
  const stranger = [...images.keys()].find((name) => !names.includes(name));
  if (stranger !== undefined) {
    throw new RangeError(
      `one color picture shows ${IN_COLOR.join(', ')}; received channels ${names.join(', ')}, without ${stranger}`,
    );
  }
  const missing = names.filter((name) => !images.has(name) && !allowMissing.includes(name));
  if (missing.length > 0 || images.size === 0) {
    const way = missing.every((name) => name === 'er')
      ? "give it a picture of its own, or allowMissing: 'er' to have it black"
      : 'give one color picture, or one for each channel';
    throw new RangeError(
      `expected pictures of ${names.join(', ')}; ${(missing.length > 0 ? missing : names).join(', ')} missing: ${way}`,
    );
  }
}

/** The pixels of each channel; each picture is read once. */
async function readChannels(
  images: ReadonlyMap<ChannelName, BrowserImage>,
): Promise<ReadonlyMap<ChannelName, Pixels>> {
  const read = new Map<BrowserImage, Promise<Pixels>>();
  for (const [name, image] of images) {
    if (!read.has(image)) {
      read.set(image, readBrowserImage(image, { name: nameOf(name, images) }));
    }
  }
  await Promise.all(read.values());
  const channels = new Map<ChannelName, Pixels>();
  for (const [name, image] of images) {
    channels.set(name, await read.get(image)!);
  }
  const shared = channels.get('microtubules');
  if (shared !== undefined && shared === channels.get('protein') && isGray(shared)) {
    throw new Error(
      `${nameOf('microtubules', images)}: expected color, or a picture for each of ${IN_COLOR.join(', ')}; found one gray picture`,
    );
  }
  return channels;
}

/** Whether all pixels are gray and one is not black. */
function isGray({ data }: Pixels): boolean {
  let light = false;
  for (let at = 0; at < data.length; at += 4) {
    if (data[at] !== data[at + 1] || data[at] !== data[at + 2]) {
      return false;
    }
    light ||= data[at] !== 0;
  }
  return light;
}

function interleave(
  channels: ReadonlyMap<ChannelName, Pixels>,
  {
    names,
    height,
    width,
  }: { readonly names: readonly ChannelName[]; readonly height: number; readonly width: number },
): CellImage {
  const data = new Uint8Array(height * width * names.length);
  for (const [name, { data: levels }] of channels) {
    const channel = names.indexOf(name);
    const pick = colorPick(name);
    for (let pixel = 0; pixel < height * width; pixel++) {
      data[pixel * names.length + channel] = Math.round(pick(levels, pixel * 4));
    }
  }
  return { height, width, ...sayChannels(names), data };
}

/** What the picture of a channel is called in errors: the channel unless it shows several, and the name of its file, if any. */
function nameOf(channel: ChannelName, images: ReadonlyMap<ChannelName, BrowserImage>): string {
  const image = images.get(channel) as { readonly name?: unknown } | null | undefined;
  const isShared = [...images.values()].filter((other) => other === image).length > 1;
  const file = typeof image?.name === 'string' ? image.name : '';
  return [isShared ? '' : channel, file].filter((word) => word !== '').join(' ') || 'the picture';
}
