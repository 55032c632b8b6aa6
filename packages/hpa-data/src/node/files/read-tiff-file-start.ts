import { readTiffStart, type TiffStart } from '../../pixel-size/read-tiff-start.js';
import { openRegularFile } from './open-regular-file.js';

/**
 * Reads what the first page of a TIFF file says of itself, without its pixels.
 *
 * @throws Error if it is no TIFF, or is cut off.
 */
export async function readTiffFileStart(path: string): Promise<TiffStart> {
  const file = await openRegularFile(path);
  try {
    return await readTiffStart(async (position, length) => {
      const { bytesRead, buffer } = await file.read(Buffer.alloc(length), 0, length, position);
      return buffer.subarray(0, bytesRead);
    });
  } finally {
    await file.close();
  }
}
