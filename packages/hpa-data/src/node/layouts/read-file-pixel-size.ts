import { pixelSizeOf } from '../../pixel-size/pixel-size-of.js';
import { parsePageAddress } from '../files/page-address.js';
import { readTiffFileStart } from '../files/read-tiff-file-start.js';

/**
 * Reads how large the pixels of an image file are, if it is a TIFF, as {@link pixelSizeOf} says.
 *
 * @returns undefined also if the file cannot be read: what is wrong with it is said when it is decoded.
 */
export async function readFilePixelSize(address: string): Promise<number | 'oblong' | undefined> {
  const { file } = parsePageAddress(address);
  if (!/\.tiff?$/i.test(file)) {
    return undefined;
  }
  const start = await readTiffFileStart(file).catch(() => undefined);
  return start && pixelSizeOf(start);
}
