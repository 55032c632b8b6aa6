import { pixelSizeOf } from './pixel-size-of.js';
import { readTiffStart } from './read-tiff-start.js';

/**
 * Reads how large the pixels of a file in memory are, such as one that was dropped on a page, as `readLayout` of `@hpa/data/node` does of
 * files on disk: by OME-XML, by the unit that ImageJ states, or by the resolution of a TIFF from 0.005 to 5 micrometers. Its pixels are not
 * read.
 *
 * @returns Micrometers along a pixel; `oblong` if pixels are no squares; undefined if the file does not say, or is no TIFF.
 *
 * @example
 * import { readPixelSize } from '@hpa/data';
 * (await readPixelSize(new Blob(['GIF89a, which does not say it']))) ?? 'unknown'; // "unknown"
 */
export async function readPixelSize(file: Blob): Promise<number | 'oblong' | undefined> {
  const read = async (position: number, length: number): Promise<Uint8Array> =>
    new Uint8Array(await file.slice(position, position + length).arrayBuffer());
  const start = await readTiffStart(read).catch(() => undefined);
  return start && pixelSizeOf(start);
}
