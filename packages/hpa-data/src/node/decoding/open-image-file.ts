import type { ChannelName } from '../../image/cell-image.js';
import { mapInOrder } from '../files/map-in-order.js';
import type { PageHeader } from './page-header.js';
import { readImageBytes } from './read-image-bytes.js';
import { readPageHeader } from './read-page-header.js';

/** A page of a file that, by its header, can be decoded and holds certain channels. */
export interface ImagePage extends PageHeader {
  readonly file: string;
  readonly bytes: Uint8Array;
  /** From 0. */
  readonly page: number;
  /** What it shows: one channel, or several as the samples of a pixel. */
  readonly channels: readonly PageChannel[];
}

/** A channel that a page shows. */
export interface PageChannel {
  readonly name: ChannelName;
  /** The sample of a pixel that is the channel, from 0; undefined if the color of the channel tells. */
  readonly sample: number | undefined;
}

/** A channel that a file is named for. */
export interface NamedChannel {
  readonly name: ChannelName;
  /** The page that shows it, from 0; undefined if the file decides. */
  readonly page: number | undefined;
}

/** How a file is opened. */
export interface OpenOptions {
  /** What the file is named for, at least one. */
  readonly channels: readonly NamedChannel[];
  /** Order of the channels in a file of several pages. */
  readonly pageOrder: readonly ChannelName[];
  /** Order of the channels in the samples of a pixel. */
  readonly channelOrder: readonly ChannelName[] | undefined;
}

/** The channels that one color image can hold, as red, green and blue. */
const IN_COLOR: readonly ChannelName[] = ['microtubules', 'protein', 'nucleus'];
const COUNTS = ['no', 'one', 'two', 'three', 'four'];

/**
 * Reads a file and finds the channels in it, by the headers of its pages.
 *
 * @throws Error naming the file if it cannot be read, is not a PNG, JPEG or TIFF that is read here, or does not hold the
 * channels that it is named for.
 */
export async function openImageFile(file: string, options: OpenOptions): Promise<ImagePage[]> {
  const { channels, pageOrder } = options;
  const bytes = await readImageBytes(file);
  const first = await openPage({ file, bytes, page: 0 });
  if (channels.some(({ page }) => page !== undefined)) {
    return mapInOrder(channels, (channel) => openNamedPage(channel, { first }));
  }
  const names = channels.map(({ name }) => name);
  if (first.pageCount === 1) {
    return [{ ...first, channels: placeChannels(names, { first, options }) }];
  }
  const inOrder = pageOrder.filter((name) => names.includes(name));
  if (inOrder.length !== first.pageCount || inOrder.length !== names.length || first.kind !== 'gray') {
    throw new Error(
      `${file}: expected ${names.length === 1 ? 'one page' : 'a gray page each'} for ${names.join(', ')}` +
        `${names.length === 1 ? '' : ` (page order ${pageOrder.join(', ')})`}; found ${first.pageCount} pages of ${first.kind === 'gray' ? 'gray' : describeSamples(first)}`,
    );
  }
  return mapInOrder([...inOrder.entries()], async ([page, name]) => {
    const opened = await openPage({ file, bytes, page });
    return { ...opened, channels: placeChannels([name], { first: opened, options }) };
  });
}

type OpenedPage = Omit<ImagePage, 'channels'>;

async function openPage(at: {
  readonly file: string;
  readonly bytes: Uint8Array;
  readonly page: number;
}): Promise<OpenedPage> {
  return { ...at, ...(await readPageHeader(at.file, at)) };
}

/** Opens the page that a channel names; one that names none is on the first. */
async function openNamedPage(
  { name, page = 0 }: NamedChannel,
  { first: { file, bytes, pageCount } }: { readonly first: OpenedPage },
): Promise<ImagePage> {
  if (page >= pageCount) {
    throw new Error(`${file}: expected a page ${page + 1} for ${name}; found ${pageCount}`);
  }
  const opened = await openPage({ file, bytes, page });
  if (opened.kind !== 'gray') {
    throw new Error(
      `${file}: expected a gray page ${page + 1} for ${name}; found ${describeSamples(opened)}`,
    );
  }
  return { ...opened, channels: [{ name, sample: 0 }] };
}

/** Tells which sample of a pixel shows each channel. */
function placeChannels(
  names: readonly ChannelName[],
  {
    first,
    options: { channelOrder },
  }: { readonly first: OpenedPage; readonly options: Pick<OpenOptions, 'channelOrder'> },
): PageChannel[] {
  const { file, kind, samples, alpha } = first;
  if (kind === 'gray') {
    requireOne(names, file);
    return [{ name: names[0]!, sample: 0 }];
  }
  if (channelOrder !== undefined && names.length > 1) {
    const colors = alpha ? 3 : samples;
    if (channelOrder.length !== samples && channelOrder.length !== colors) {
      throw new Error(
        `${file}: expected ${COUNTS[channelOrder.length]} samples a pixel (channel order ${channelOrder.join(', ')}); found ${COUNTS[samples]}`,
      );
    }
    return names.map((name) => {
      const sample = channelOrder.indexOf(name);
      if (sample === -1) {
        throw new Error(`${file}: expected ${name} in the channel order; it is ${channelOrder.join(', ')}`);
      }
      return { name, sample };
    });
  }
  if (kind === 'samples' || (samples === 4 && !alpha) || (samples === 4 && names.length > 3)) {
    throw new Error(
      `${file}: found ${COUNTS[samples]} samples a pixel, which do not say what they show; ${howToOrder(samples)}`,
    );
  }
  requireInColor(names, file);
  return names.map((name) => ({ name, sample: names.length === 1 ? undefined : IN_COLOR.indexOf(name) }));
}

/** Says which option states what the samples of a pixel show. */
export function howToOrder(samples: number): string {
  const example = samples === 4 ? 'nucleus,er,microtubules,protein' : 'microtubules,protein,nucleus';
  return `if they are channels, state their order (channelOrder of the library, --channel-order ${example} of the commands)`;
}

function requireOne(names: readonly ChannelName[], file: string): void {
  if (names.length > 1) {
    throw new Error(`${file}: expected color, or a page each for ${names.join(', ')}; found one gray page`);
  }
}

function requireInColor(names: readonly ChannelName[], file: string): void {
  const excess = names.find((name) => !IN_COLOR.includes(name));
  if (names.length > 1 && excess !== undefined) {
    throw new Error(
      `${file}: one color image holds ${IN_COLOR.join(', ')}; ${excess} needs a file of its own, or must be allowed to be missing`,
    );
  }
}

function describeSamples({ kind, samples }: PageHeader): string {
  return kind === 'color' && samples === 3 ? 'color' : `${COUNTS[samples]} samples a pixel`;
}
