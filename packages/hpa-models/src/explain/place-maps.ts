import {
  matMul,
  reshape,
  type Tensor2D,
  type Tensor3D,
  tensor2d,
  tidy,
  transpose,
} from '@tensorflow/tfjs-core';
import type { CellAxis, ReceptiveField } from './receptive-field.js';

/**
 * Draws maps [N, h, w] on images [N, height, width]: the value of a cell lies at the center of what the cell sees, and pixels between
 * centers interpolate linearly.
 *
 * Beyond the outermost centers a value fades linearly, to 0 at the first pixel that the outermost cell does not see. Held there, it
 * would be as high at the border, which hardly counts for the cell, as at the center, and a maximum would lie anywhere between.
 */
export function placeMaps(
  maps: Tensor3D,
  {
    field,
    size: [height, width],
  }: { readonly field: ReceptiveField; readonly size: readonly [height: number, width: number] },
): Tensor3D {
  const [count, h, w] = maps.shape;
  return tidy(() => {
    const rows = weights(field.rows, { cells: h, pixels: height });
    const columns = weights(field.columns, { cells: w, pixels: width });
    const wide = reshape(matMul(reshape(maps, [count * h, w]), columns, false, true), [count, h, width]);
    // [N, h, width] to [N, width, h], so that one product of matrices serves all images.
    const tall = matMul(reshape(transpose(wide, [0, 2, 1]), [count * width, h]), rows, false, true);
    return transpose(reshape(tall, [count, width, height]), [0, 2, 1]) as Tensor3D;
  });
}

/** How much each cell counts at each pixel of an axis: [pixels, cells]. */
function weights(
  { first, step, size }: CellAxis,
  { cells, pixels }: { readonly cells: number; readonly pixels: number },
): Tensor2D {
  const values = new Float32Array(pixels * cells);
  const last = cells - 1;
  // Strides larger than windows leave pixels that no cell sees: there the next cell counts.
  const reach = Math.max(step, (size + 1) / 2);
  for (let pixel = 0; pixel < pixels; pixel++) {
    const place = (pixel - first) / step;
    const cell = Math.min(Math.max(Math.floor(place), 0), last);
    const beyond = Math.max(-place, place - last, 0);
    const share = Math.min(Math.max(place - cell, 0), 1);
    const at = pixel * cells + cell;
    if (beyond > 0 || cell === last) {
      values[at] = Math.max(0, 1 - (beyond * step) / reach);
    } else {
      values[at] = 1 - share;
      values[at + 1] = share;
    }
  }
  return tensor2d(values, [pixels, cells]);
}
