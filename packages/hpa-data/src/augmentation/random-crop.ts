import { requireInteger } from '../require-integer.js';
import type { ImageAugmentation } from './image-augmentation.js';
import { resample } from './resample.js';

/**
 * Cuts a square of `size` pixels out of each image, anywhere in it with equal chance.
 *
 * @throws RangeError where the size is not a positive integer, or, when they come, images are smaller.
 */
export function randomCrop({ size }: { readonly size: number }): ImageAugmentation {
  requireInteger(size, { name: 'size', minimum: 1 });
  return ({ images, labels }, { random }) => {
    const [, height, width] = images.shape;
    if (size > height || size > width) {
      throw new RangeError(`randomCrop of ${size} pixels needs images as large; received ${height}x${width}`);
    }
    const maps = random.map((draw) => ({
      ...{ a: 1, b: 0, c: draw.integer([0, width - size]) },
      ...{ d: 0, e: 1, f: draw.integer([0, height - size]) },
    }));
    return { images: resample(images, { maps, interpolation: 'nearest', shape: [size, size] }), labels };
  };
}
