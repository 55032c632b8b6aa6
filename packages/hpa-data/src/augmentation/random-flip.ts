import type { ImageAugmentation } from './image-augmentation.js';
import { resample } from './resample.js';

/**
 * Flips each image horizontally, vertically, both ways or not at all, with equal probability.
 *
 * @example
 * import { augmentations, augmentBatches } from '@hpa/data';
 * import { tensor2d, tensor4d } from '@tensorflow/tfjs-core';
 * const images = tensor4d([0, 1], [1, 1, 2, 1]);
 * const batch = { images, labels: tensor2d([[1]]), ids: ['a'], dispose() {} };
 * const source = { sampleCount: 1, skipped: [], async *batches() { yield batch; } };
 * const augmented = augmentBatches(source, { augmentations: [augmentations.randomFlip()], seed: 1 });
 * const { value } = await augmented.batches(0).next();
 * [...(await value.images.data())]; // [1,0]
 */
export function randomFlip(): ImageAugmentation {
  return ({ images, labels }, { random }) => {
    const [, height, width] = images.shape;
    const maps = random.map((draw) => {
      const [flipColumns, flipRows] = [draw.integer([0, 1]) === 1, draw.integer([0, 1]) === 1];
      return {
        a: flipColumns ? -1 : 1,
        b: 0,
        c: flipColumns ? width - 1 : 0,
        d: 0,
        e: flipRows ? -1 : 1,
        f: flipRows ? height - 1 : 0,
      };
    });
    return { images: resample(images, { maps, interpolation: 'nearest' }), labels };
  };
}
