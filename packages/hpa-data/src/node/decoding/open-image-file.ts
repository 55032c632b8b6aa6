import type { Metadata } from 'sharp';
import type { ChannelName } from '../../image/cell-image.js';
import { mapInOrder } from '../files/map-in-order.js';
import { readRegularFile } from '../files/read-regular-file.js';
import { isGrayPng, sizeOfPng } from './decode-gray-png.js';
import { loadSharp } from './load-sharp.js';

/** A page of a file that, by its header, can be decoded and holds certain channels. */
export interface ImagePage {
  readonly file: string;
  readonly bytes: Uint8Array;
  /** From 0. */
  readonly page: number;
  readonly height: number;
  readonly width: number;
  /** Whether it has red, green and blue components, or one of gray. */
  readonly color: boolean;
  readonly bits: 8 | 16;
  /** What it shows: one channel, or three as red, green and blue. */
  readonly channels: readonly ChannelName[];
}

/** A channel that a file is named for. */
export interface NamedChannel {
  readonly name: ChannelName;
  /** The page that shows it, from 0; undefined if the file decides. */
  readonly page: number | undefined;
}

/** The channels that one color image can hold, as red, green and blue. */
const IN_COLOR: readonly ChannelName[] = ['microtubules', 'protein', 'nucleus'];

const FORMATS = ['png', 'jpeg', 'tiff'];
const DECODABLE = /^(8|16)-bit (gray|color) \w+$/;

/**
 * Reads a file and finds the channels in it, by the headers of its pages.
 *
 * @throws Error naming the file if it cannot be read, is not a PNG, JPEG or TIFF of 8 or 16 bits without palette and
 * alpha, or does not hold the channels that it is named for.
 */
export async function openImageFile(
  file: string,
  {
    channels,
    pageOrder,
  }: {
    /** What the file is named for, at least one. */
    readonly channels: readonly NamedChannel[];
    /** Order of the channels in a file of several pages. */
    readonly pageOrder: readonly ChannelName[];
  },
): Promise<ImagePage[]> {
  const bytes = await readRegularFile(file);
  if (bytes.length === 0) {
    throw new Error(`${file}: expected an image; the file is empty`);
  }
  const first = await openPage({ file, bytes, page: 0 });
  if (channels.some(({ page }) => page !== undefined)) {
    return mapInOrder(channels, (channel) => openNamedPage(channel, first));
  }
  const names = channels.map(({ name }) => name);
  if (first.pageCount === 1) {
    requireChannels(names, { file, color: first.color });
    return [{ ...first, channels: names }];
  }
  const inOrder = pageOrder.filter((name) => names.includes(name));
  if (inOrder.length !== first.pageCount || inOrder.length !== names.length || first.color) {
    throw new Error(
      `${file}: expected ${names.length === 1 ? 'one page' : 'a gray page each'} for ${names.join(', ')}` +
        `${names.length === 1 ? '' : ` (page order ${pageOrder.join(', ')})`}; found ${first.pageCount} pages of ${first.color ? 'color' : 'gray'}`,
    );
  }
  return mapInOrder([...inOrder.entries()], async ([page, name]) => ({
    ...(await openPage({ file, bytes, page })),
    channels: [name],
  }));
}

/** Opens the page that a channel names; one that names none is on the first. */
async function openNamedPage(
  { name, page = 0 }: NamedChannel,
  {
    file,
    bytes,
    pageCount,
  }: { readonly file: string; readonly bytes: Uint8Array; readonly pageCount: number },
): Promise<ImagePage> {
  if (page >= pageCount) {
    throw new Error(`${file}: expected a page ${page + 1} for ${name}; found ${pageCount}`);
  }
  const opened = await openPage({ file, bytes, page });
  if (opened.color) {
    throw new Error(`${file}: expected a gray page ${page + 1} for ${name}; found color`);
  }
  return { ...opened, channels: [name] };
}

/** Runs a step of sharp's; if it fails, the error names the file. */
export async function namingFile<T>(file: string, step: () => Promise<T>): Promise<T> {
  try {
    return await step();
  } catch (cause) {
    const reason = (cause as Error).message.trim().replaceAll(/\s*\n\s*/g, '; ');
    throw new Error(`${file}: cannot be decoded: ${reason}`, { cause });
  }
}

function requireChannels(
  channels: readonly ChannelName[],
  { file, color }: { readonly file: string; readonly color: boolean },
): void {
  if (channels.length === 1) {
    return;
  }
  if (!color) {
    throw new Error(
      `${file}: expected color, or a page each for ${channels.join(', ')}; found one gray page`,
    );
  }
  const excess = channels.find((name) => !IN_COLOR.includes(name));
  if (excess !== undefined) {
    throw new Error(
      `${file}: one color image holds ${IN_COLOR.join(', ')}; ${excess} needs a file of its own, or must be allowed to be missing`,
    );
  }
}

async function openPage(at: { readonly file: string; readonly bytes: Uint8Array; readonly page: number }) {
  if (isGrayPng(at.bytes)) {
    return { ...at, ...sizeOfPng(at.bytes), pageCount: 1, color: false, bits: 8 as const };
  }
  const sharp = await loadSharp();
  const metadata = await namingFile(at.file, () =>
    sharp(at.bytes, { page: at.page, failOn: 'warning' }).metadata(),
  );
  const found = describe(metadata);
  const [, bits, kind] = DECODABLE.exec(found) ?? [];
  if (bits === undefined || !FORMATS.includes(metadata.format)) {
    throw new Error(`${at.file}: expected a gray or color PNG, JPEG or TIFF of 8 or 16 bits; found ${found}`);
  }
  const { height, width, pages: pageCount = 1 } = metadata;
  return { ...at, height, width, pageCount, color: kind === 'color', bits: Number(bits) as 8 | 16 };
}

function describe({ format, depth, bitsPerSample, isPalette, channels, hasAlpha, space }: Metadata): string {
  const bits = bitsPerSample ?? (depth === 'uchar' ? 8 : depth);
  const kind = isPalette ? 'palette' : channels < 3 ? 'gray' : space === 'cmyk' ? 'CMYK' : 'color';
  return `${bits}-bit ${kind}${hasAlpha ? ' and alpha' : ''} ${depth === 'float' ? 'floating-point ' : ''}${format}`;
}
