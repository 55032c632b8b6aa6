import type { ImageAugmentation } from './image-augmentation.js';
import { type PixelMap, resample } from './resample.js';

/**
 * Rotates each image by 0, 90, 180 or 270 degrees, with equal probability.
 *
 * The augmentation throws a RangeError if the images of a batch are not square.
 *
 * @example
 * import { augmentations, augmentBatches } from '@hpa/data';
 * import { tensor2d, tensor4d } from '@tensorflow/tfjs-core';
 * const images = tensor4d([1, 2, 3, 4], [1, 2, 2, 1]);
 * const batch = { images, labels: tensor2d([[1]]), ids: ['a'], dispose() {} };
 * const source = { sampleCount: 1, skipped: [], async *batches() { yield batch; } };
 * const augmented = augmentBatches(source, { augmentations: [augmentations.randomRotate90()], seed: 1 });
 * const { value } = await augmented.batches(0).next();
 * [...(await value.images.data())]; // [3,1,4,2]
 */
export function randomRotate90(): ImageAugmentation {
  return ({ images, labels }, { random }) => {
    const [, height, width] = images.shape;
    if (height !== width) {
      throw new RangeError(`images must be square for randomRotate90; received ${height}x${width}`);
    }
    const end = width - 1;
    const turns: readonly PixelMap[] = [
      { a: 1, b: 0, c: 0, d: 0, e: 1, f: 0 },
      { a: 0, b: 1, c: 0, d: -1, e: 0, f: end },
      { a: -1, b: 0, c: end, d: 0, e: -1, f: end },
      { a: 0, b: -1, c: end, d: 1, e: 0, f: 0 },
    ];
    const maps = random.map((draw) => turns[draw.integer([0, 3])]!);
    return { images: resample(images, { maps, interpolation: 'nearest' }), labels };
  };
}
