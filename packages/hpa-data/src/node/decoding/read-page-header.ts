import { imageFormat } from './image-format.js';
import { loadSharp } from './load-sharp.js';
import { namingFile } from './naming-file.js';
import { describeStorage, type PageHeader, unreadable } from './page-header.js';
import { requirePixels } from './pixel-limit.js';
import { readPngHeader } from './png-header.js';
import { readTiffHeader } from './tiff-header.js';

/**
 * Reads what a page of an image file is, from its header alone and before memory is taken for its pixels.
 *
 * @param page Of those that the file has, from 0; the first is to be read first.
 * @throws Error naming the file if it is no PNG, JPEG or TIFF, its header is damaged, the page has no pixels or more than the
 * limit, or it is stored as no decoder here reads it.
 */
export async function readPageHeader(
  file: string,
  { bytes, page }: { readonly bytes: Uint8Array; readonly page: number },
): Promise<PageHeader> {
  switch (imageFormat(bytes)) {
    case 'png':
      return readPngHeader(file, bytes);
    case 'jpeg':
      return readJpegHeader(file, bytes);
    case 'tiff':
      return readTiffHeader(file, { bytes, page });
    default:
      throw new Error(`${file}: cannot be decoded: it is no PNG, JPEG or TIFF, whatever its name says`);
  }
}

async function readJpegHeader(file: string, bytes: Uint8Array): Promise<PageHeader> {
  const sharp = await loadSharp();
  const { height, width, channels, space, depth } = await namingFile(file, () =>
    sharp(bytes, { failOn: 'warning', limitInputPixels: false }).metadata(),
  );
  requirePixels({ height, width }, file);
  const kind = channels === 1 ? 'gray' : space === 'cmyk' ? 'CMYK' : 'color';
  if (kind === 'CMYK' || depth !== 'uchar') {
    throw unreadable(file, describeStorage({ bits: depth === 'uchar' ? 8 : 16, kind, format: 'jpeg' }));
  }
  return { height, width, pageCount: 1, kind, samples: channels, alpha: false, depth: 'uint8' };
}
