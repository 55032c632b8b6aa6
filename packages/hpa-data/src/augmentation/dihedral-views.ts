import { reverse, type Tensor4D, transpose } from '@tensorflow/tfjs-core';
import { ORIENTATIONS, type Orientation } from '../image/orient-image.js';

/**
 * Returns the eight flips and rotations of a batch, for averaging scores at test time, in the order of `ORIENTATIONS`. The
 * caller disposes them.
 *
 * @param images [N, side, side, channels].
 * @throws RangeError if the images are not square.
 * @example
 * import { dihedralViews } from '@hpa/data';
 * import { tensor4d } from '@tensorflow/tfjs-core';
 * const views = dihedralViews(tensor4d([1, 2, 3, 4], [1, 2, 2, 1]));
 * [...(await views[1].data())]; // [2,1,4,3]
 */
export function dihedralViews(images: Tensor4D): Tensor4D[] {
  const [, height, width] = images.shape;
  if (height !== width) {
    throw new RangeError(`images must be square for dihedralViews; received ${height}x${width}`);
  }
  return ORIENTATIONS.map((orientation) => dihedralView(images, orientation));
}

/**
 * Flips and transposes a batch as `orientImage` does an image; orientations from 4 on swap height and width.
 *
 * @param images [N, height, width, channels].
 */
export function dihedralView(images: Tensor4D, orientation: Orientation): Tensor4D {
  const upright: Tensor4D = (orientation & 4) === 0 ? images.clone() : transpose(images, [0, 2, 1, 3]);
  const axes = [...((orientation & 2) === 0 ? [] : [1]), ...((orientation & 1) === 0 ? [] : [2])];
  if (axes.length === 0) {
    return upright;
  }
  const mirrored = reverse(upright, axes);
  upright.dispose();
  return mirrored;
}
