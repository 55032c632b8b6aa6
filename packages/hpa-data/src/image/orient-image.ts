import type { CellImage } from './cell-image.js';
import { listChannels } from './list-channels.js';

/**
 * One of the eight symmetries of a square, as three bits: 1 mirrors left and right, 2 mirrors top and bottom, and 4
 * transposes first. So 0 changes nothing, 3 is half a turn, 5 a quarter turn clockwise and 6 one anticlockwise.
 *
 * @inline
 */
export type Orientation = 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7;

/** All eight symmetries of a square, the identity first. The first four keep the shape of any rectangle. */
export const ORIENTATIONS: readonly Orientation[] = [0, 1, 2, 3, 4, 5, 6, 7];

/**
 * Flips and rotates an image. From orientation 4 on, height and width are swapped.
 *
 * @returns A new image.
 *
 * @example
 * import { orientImage } from '@hpa/data';
 * const image = { height: 1, width: 2, data: Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8) };
 * orientImage(image, 1).data; // [5, 6, 7, 8, 1, 2, 3, 4]
 */
export function orientImage(image: CellImage, orientation: Orientation): CellImage {
  const mirrorColumns = (orientation & 1) !== 0;
  const mirrorRows = (orientation & 2) !== 0;
  const transpose = (orientation & 4) !== 0;
  const height = transpose ? image.width : image.height;
  const width = transpose ? image.height : image.width;
  const count = listChannels(image).length;
  // Four channels, the usual number, move as one number a pixel.
  const step = count === 4 ? 1 : count;
  const source = count === 4 ? toPixels(image.data) : image.data;
  const target = count === 4 ? new Uint32Array(height * width) : new Uint8Array(height * width * count);
  for (let y = 0; y < height; y++) {
    const u = mirrorRows ? height - 1 - y : y;
    for (let x = 0; x < width; x++) {
      const v = mirrorColumns ? width - 1 - x : x;
      const from = (transpose ? v * image.width + u : u * image.width + v) * step;
      const to = (y * width + x) * step;
      for (let at = 0; at < step; at++) {
        target[to + at] = source[from + at]!;
      }
    }
  }
  return { ...image, height, width, data: new Uint8Array(target.buffer) };
}

/** Views four interleaved bytes as one; copies them if they do not start at a multiple of four, as a Uint32Array must. */
function toPixels(data: Uint8Array): Uint32Array {
  const aligned = data.byteOffset % 4 === 0 ? data : data.slice();
  return new Uint32Array(aligned.buffer, aligned.byteOffset, data.length / 4);
}
