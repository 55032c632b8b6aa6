import type { Tensor4D } from '@tensorflow/tfjs-core';
import type { InputSpec } from '../types.js';

/**
 * Returns a batch of images.
 *
 * @throws RangeError if it does not have the height, width and channels of the input
 */
export function requireImages(images: Tensor4D, { height, width, channels }: InputSpec): Tensor4D {
  const [, ...found] = images.shape;
  if (found.join() !== [height, width, channels.length].join()) {
    throw new RangeError(
      `images must be [N, ${height}, ${width}, ${channels.length}]; received [${images.shape.join(', ')}]`,
    );
  }
  return images;
}
