import { fill, mean, type Tensor4D } from '@tensorflow/tfjs-core';

/** What replaces a part of an image: the mean of the channel, or a number. */
export type Replacement = 'mean' | number;

/**
 * Computes the values that replace those of images [N, height, width, C], as [N, 1, 1, C].
 *
 * @throws RangeError if the replacement is neither `mean` nor a finite number
 */
export function replacementValues(images: Tensor4D, replacement: Replacement): Tensor4D {
  if (replacement === 'mean') {
    return mean(images, [1, 2], true);
  }
  if (!Number.isFinite(replacement)) {
    throw new RangeError(`replacement must be 'mean' or a finite number; received ${replacement}`);
  }
  const [count, , , channels] = images.shape;
  return fill([count, 1, 1, channels], replacement);
}
