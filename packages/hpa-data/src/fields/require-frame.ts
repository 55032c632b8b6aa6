import { PIXEL_LIMIT } from '../image/pixel-limit.js';
import type { Framing } from './frame-of.js';

/**
 * Requires that memory holds an image at the scale that is asked for.
 *
 * @throws RangeError naming the file, if there is one, and the scale if it does not.
 */
export function requireFrame(
  { height, width }: { readonly height: number; readonly width: number },
  { scale, pixelSize, file }: Framing & { readonly file?: string },
): void {
  if (height * width > PIXEL_LIMIT) {
    throw new RangeError(
      `${file === undefined ? '' : `${file}: `}expected a scale at which images take at most ${PIXEL_LIMIT} of its pixels; ${scale} micrometers a pixel take ${height}x${width} of its ${pixelSize}`,
    );
  }
}
