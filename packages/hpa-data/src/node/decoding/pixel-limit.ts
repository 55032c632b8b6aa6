import { PIXEL_LIMIT } from '../../image/pixel-limit.js';

/** Maximum number of bytes of an image file: four pages of 16 bits with as many pixels as one may have. */
export const FILE_LIMIT: number = 8 * PIXEL_LIMIT;

/**
 * Requires that an image has pixels, and not too many, before memory is taken for them.
 *
 * @throws Error naming the file, its size and the limit if it has none or more than {@link PIXEL_LIMIT}.
 */
export function requirePixels(
  { height, width }: { readonly height: number; readonly width: number },
  file: string,
): void {
  if (height * width < 1) {
    throw new Error(`${file}: cannot be decoded: it has no pixels (${height}x${width})`);
  }
  if (height * width > PIXEL_LIMIT) {
    throw new Error(
      `${file}: expected at most ${PIXEL_LIMIT} pixels; found ${height * width} (${height}x${width})`,
    );
  }
}

/** Maximum number of bytes that a file compressed by gzip may unpack to: a page of 16 bits with as many pixels as one may have. */
export const GUNZIP_LIMIT: number = 2 * PIXEL_LIMIT;
