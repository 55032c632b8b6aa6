import type { CellImage } from './cell-image.js';
import { listChannels } from './list-channels.js';
import { triangleWeights } from './triangle-weights.js';

/**
 * Stretches an image to another size, in plain JavaScript: for single images, where a page may not compile WebAssembly.
 *
 * Its levels are those of `readCellImage`, to the bit: kernels/resize-channels.ts does the same sums, in the same integers.
 */
export function stretchCell(
  image: CellImage,
  to: {
    /** Rows of the result. */
    readonly height: number;
    /** Columns of the result. */
    readonly width: number;
  },
): CellImage {
  const { height, width, data } = image;
  const count = listChannels(image).length;
  const rows = triangleWeights({ from: height, to: to.height });
  const columns = triangleWeights({ from: width, to: to.width });
  const stretched = new Uint8Array(to.height * to.width * count);
  /** Sums of rows with six fractional bits. */
  const line = new Int32Array(width * count);
  for (let y = 0; y < to.height; y++) {
    line.fill(128);
    for (let tap = 0; tap < rows.taps; tap++) {
      const weight = rows.weights[y * rows.taps + tap]!;
      const from = (rows.starts[y]! + tap) * width * count;
      for (let i = 0; weight !== 0 && i < line.length; i++) {
        line[i]! += weight * data[from + i]!;
      }
    }
    for (let i = 0; i < line.length; i++) {
      line[i]! >>= 8;
    }
    for (let x = 0; x < to.width; x++) {
      for (let channel = 0; channel < count; channel++) {
        let sum = 1 << 19;
        for (let tap = 0; tap < columns.taps; tap++) {
          const weight = columns.weights[x * columns.taps + tap]!;
          sum += weight === 0 ? 0 : weight * line[(columns.starts[x]! + tap) * count + channel]!;
        }
        // Weights are not negative and sum to 1, so no level leaves the range.
        stretched[(y * to.width + x) * count + channel] = sum >> 20;
      }
    }
  }
  return { ...image, height: to.height, width: to.width, data: stretched };
}
