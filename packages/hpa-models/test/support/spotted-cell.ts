import { type Tensor4D, tensor4d } from '@tensorflow/tfjs-core';

/** A dim round cell of the given size in all four channels, with one bright spot of 5 x 5 pixels in the first. */
export function spottedCell(size: number, spot: { readonly row: number; readonly column: number }): Tensor4D {
  const pixels = new Float32Array(size * size * 4);
  const middle = (size - 1) / 2;
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      const inside = Math.hypot(row - middle, column - middle) < 0.45 * size;
      const lit = Math.max(Math.abs(row - spot.row), Math.abs(column - spot.column)) <= 2;
      const at = (row * size + column) * 4;
      pixels.fill(inside ? 0.1 : 0, at, at + 4);
      if (lit) {
        pixels[at] = 1;
      }
    }
  }
  return tensor4d(pixels, [1, size, size, 4]);
}

/** Row and column of the maximum of a map of that width. */
export function peakOf(
  map: ArrayLike<number>,
  width: number,
): { readonly row: number; readonly column: number } {
  let best = 0;
  for (let i = 1; i < map.length; i++) {
    if (map[i]! > map[best]!) {
      best = i;
    }
  }
  return { row: Math.floor(best / width), column: best % width };
}
