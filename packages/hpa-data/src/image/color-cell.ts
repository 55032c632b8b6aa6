import type { CellImage } from './cell-image.js';

/**
 * Colors an image as the Human Protein Atlas shows it: microtubules red, protein green, nucleus blue and endoplasmic
 * reticulum yellow, added up.
 *
 * @returns RGB levels in [0, 255], [height, width, 3] interleaved; sums stop at 255.
 *
 * @example
 * import { colorCell } from '@hpa/data';
 * colorCell({ height: 1, width: 1, data: Uint8Array.of(10, 250, 30, 20) }); // [30, 255, 30]
 */
export function colorCell({ height, width, data }: CellImage): Uint8Array {
  const rgb = new Uint8Array(height * width * 3);
  for (let pixel = 0; pixel < height * width; pixel++) {
    const at = pixel * 4;
    const er = data[at + 3]!;
    rgb[pixel * 3] = Math.min(255, data[at]! + er);
    rgb[pixel * 3 + 1] = Math.min(255, data[at + 1]! + er);
    rgb[pixel * 3 + 2] = data[at + 2]!;
  }
  return rgb;
}
