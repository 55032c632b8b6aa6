import { triangleWeights } from '../../image/triangle-weights.js';
import type { GrayImage } from './gray-image.js';
import type { ScaledPlane } from './plane.js';

/** Weights of the triangle kernel are in units of this, along each side. */
const UNIT = 16_384;

/**
 * Resizes a plane whose levels are floating-point numbers, and rounds them once, by the weights of {@link triangleWeights}: those
 * that `interleaveChannels` uses in integers. A pixel of the source is asked for once.
 */
export function resizePlane(
  { height, width, levelAt }: Omit<ScaledPlane, 'file'>,
  to: {
    /** Rows of the result. */
    readonly height: number;
    /** Columns of the result. */
    readonly width: number;
  },
): GrayImage {
  const rows = triangleWeights({ from: height, to: to.height });
  const columns = triangleWeights({ from: width, to: to.width });
  const sums = new Float64Array(to.height * to.width);
  // Weights that are not needed are 0, and lie on columns beyond the last.
  const line = new Float64Array(width + columns.taps);
  const resized = new Float64Array(to.width);
  let first = 0;
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      line[column] = levelAt(row * width + column);
    }
    for (let x = 0; x < to.width; x++) {
      let sum = 0;
      for (let tap = 0; tap < columns.taps; tap++) {
        sum += columns.weights[x * columns.taps + tap]! * line[columns.starts[x]! + tap]!;
      }
      resized[x] = sum;
    }
    while (first < to.height && rows.starts[first]! + rows.taps <= row) {
      first++;
    }
    for (let y = first; y < to.height && rows.starts[y]! <= row; y++) {
      const weight = rows.weights[y * rows.taps + row - rows.starts[y]!]!;
      for (let x = 0; weight !== 0 && x < to.width; x++) {
        sums[y * to.width + x]! += weight * resized[x]!;
      }
    }
  }
  return { ...to, data: Uint8Array.from(sums, (sum) => Math.round(sum / (UNIT * UNIT))) };
}
