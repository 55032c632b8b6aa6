import { readFile } from 'node:fs/promises';
import sharp, { type Metadata } from 'sharp';
import type { ChannelName } from '../../image/cell-image.js';
import { mapInOrder } from '../map-in-order.js';
import { isGreyPng, sizeOfPng } from './decode-grey-png.js';
import { namingFile } from './naming-file.js';

/** A page of a file, known by its header to be decodable and to hold certain stains. */
export interface ImagePage {
  readonly file: string;
  readonly bytes: Uint8Array;
  /** From 0. */
  readonly page: number;
  readonly height: number;
  readonly width: number;
  /** Whether it has red, green and blue components, or one of grey. */
  readonly colour: boolean;
  readonly bits: 8 | 16;
  /** What it shows: one stain, or three as red, green and blue. */
  readonly stains: readonly ChannelName[];
}

/** Options of {@link openImageFile}. */
export interface OpenImageFileOptions {
  /** What the file is named for, at least one. */
  readonly stains: readonly ChannelName[];
  /** Order in which a file of several pages holds the stains. */
  readonly pageOrder: readonly ChannelName[];
}

/** The stains that one colour picture can hold, as red, green and blue. */
const inOnePicture: readonly ChannelName[] = ['microtubules', 'protein', 'nucleus'];

const formats = ['png', 'jpeg', 'tiff'];
const decodable = /^(8|16)-bit (grey|colour) \w+$/;

/**
 * Reads a file and says, by the headers of its pages, where the stains are in it.
 *
 * @throws Error naming the file where it cannot be read, is no PNG, JPEG or TIFF of 8 or 16 bits without palette and
 * alpha, or does not hold the stains that it is named for.
 */
export async function openImageFile(
  file: string,
  { stains, pageOrder }: OpenImageFileOptions,
): Promise<ImagePage[]> {
  const bytes = await readFile(file);
  if (bytes.length === 0) {
    throw new Error(`${file}: expected an image; the file is empty`);
  }
  const first = await openPage({ file, bytes, page: 0 });
  if (first.pageCount === 1) {
    requireStains(stains, { file, colour: first.colour });
    return [{ ...first, stains }];
  }
  const inOrder = pageOrder.filter((name) => stains.includes(name));
  if (inOrder.length !== first.pageCount || inOrder.length !== stains.length || first.colour) {
    throw new Error(
      `${file}: expected ${stains.length === 1 ? 'one page' : 'a grey page each'} for ${stains.join(', ')}` +
        `${stains.length === 1 ? '' : ` (page order ${pageOrder.join(', ')})`}; found ${first.pageCount} pages of ${first.colour ? 'colour' : 'grey'}`,
    );
  }
  return mapInOrder([...inOrder.entries()], async ([page, name]) => ({
    ...(await openPage({ file, bytes, page })),
    stains: [name],
  }));
}

function requireStains(
  stains: readonly ChannelName[],
  { file, colour }: { readonly file: string; readonly colour: boolean },
): void {
  if (stains.length === 1) {
    return;
  }
  if (!colour) {
    throw new Error(`${file}: expected colour, or a page each for ${stains.join(', ')}; found one grey page`);
  }
  const excess = stains.find((name) => !inOnePicture.includes(name));
  if (excess !== undefined) {
    throw new Error(
      `${file}: one colour picture holds ${inOnePicture.join(', ')}; ${excess} needs a file of its own, or must be allowed to be missing`,
    );
  }
}

async function openPage(at: { readonly file: string; readonly bytes: Uint8Array; readonly page: number }) {
  if (isGreyPng(at.bytes)) {
    return { ...at, ...sizeOfPng(at.bytes), pageCount: 1, colour: false, bits: 8 as const };
  }
  const metadata = await namingFile(at.file, () =>
    sharp(at.bytes, { page: at.page, failOn: 'warning' }).metadata(),
  );
  const found = describe(metadata);
  const [, bits, kind] = decodable.exec(found) ?? [];
  if (bits === undefined || !formats.includes(metadata.format)) {
    throw new Error(
      `${at.file}: expected a grey or colour PNG, JPEG or TIFF of 8 or 16 bits; found ${found}`,
    );
  }
  const { height, width, pages: pageCount = 1 } = metadata;
  return { ...at, height, width, pageCount, colour: kind === 'colour', bits: Number(bits) as 8 | 16 };
}

function describe({ format, depth, bitsPerSample, isPalette, channels, hasAlpha, space }: Metadata): string {
  const bits = bitsPerSample ?? (depth === 'uchar' ? 8 : depth);
  const kind = isPalette ? 'palette' : channels < 3 ? 'grey' : space === 'cmyk' ? 'CMYK' : 'colour';
  return `${bits}-bit ${kind}${hasAlpha ? ' and alpha' : ''} ${depth === 'float' ? 'floating-point ' : ''}${format}`;
}
