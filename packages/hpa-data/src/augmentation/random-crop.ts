import { requireInteger } from '../require-integer.js';
import type { ImageAugmentation } from './image-augmentation.js';
import { resample } from './resample.js';

/**
 * Crops a square of `size` pixels from a random position in each image.
 *
 * The augmentation throws a RangeError if the images of a batch are smaller.
 *
 * @throws RangeError if the size is not a positive integer.
 * @example
 * import { augmentations, augmentBatches } from '@hpa/data';
 * import { tensor2d, tensor4d } from '@tensorflow/tfjs-core';
 * const images = tensor4d([1, 2, 3, 4], [1, 2, 2, 1]);
 * const batch = { images, labels: tensor2d([[1]]), ids: ['a'], dispose() {} };
 * const source = { sampleCount: 1, skipped: [], async *batches() { yield batch; } };
 * const augmented = augmentBatches(source, { augmentations: [augmentations.randomCrop({ size: 1 })], seed: 1 });
 * const { value } = await augmented.batches(0).next();
 * value.images.shape; // [1,1,1,1]
 */
export function randomCrop({
  size,
}: {
  /** Side of the square in pixels. */
  readonly size: number;
}): ImageAugmentation {
  requireInteger(size, { name: 'size', minimum: 1 });
  return ({ images, labels }, { random }) => {
    const [, height, width] = images.shape;
    if (size > height || size > width) {
      throw new RangeError(
        `images must be at least ${size}x${size} pixels for randomCrop; received ${height}x${width}`,
      );
    }
    const maps = random.map((draw) => ({
      a: 1,
      b: 0,
      c: draw.integer([0, width - size]),
      d: 0,
      e: 1,
      f: draw.integer([0, height - size]),
    }));
    return { images: resample(images, { maps, interpolation: 'nearest', shape: [size, size] }), labels };
  };
}
