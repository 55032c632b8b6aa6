import { reverse, type Tensor4D, transpose } from '@tensorflow/tfjs-core';
import { type Orientation, orientations } from '../image/orient-image.js';

/**
 * Mirrors or turns a batch as `orientImage` does a picture; from orientation 4 on, height and width are swapped.
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

/**
 * Gives the eight views of a batch whose scores are averaged at test time, in the order of `orientations`; they are the
 * caller's.
 *
 * @param images [N, side, side, channels].
 * @throws RangeError where the images are not square.
 */
export function dihedralViews(images: Tensor4D): Tensor4D[] {
  const [, height, width] = images.shape;
  if (height !== width) {
    throw new RangeError(`dihedralViews needs square images; received ${height}x${width}`);
  }
  return orientations.map((orientation) => dihedralView(images, orientation));
}
