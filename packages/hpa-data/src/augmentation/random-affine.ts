import type { ImageAugmentation } from './image-augmentation.js';
import { requireShare } from './require-share.js';
import { resample } from './resample.js';

/**
 * Rotates, scales and shifts each image about its center, with bilinear interpolation and reflection at the border. All
 * three amounts are uniform.
 *
 * @throws RangeError if an option is out of its range.
 * @example
 * import { augmentations, augmentBatches } from '@hpa/data';
 * import { tensor2d, tensor4d } from '@tensorflow/tfjs-core';
 * const images = tensor4d([1, 2, 3, 4], [1, 2, 2, 1]);
 * const batch = { images, labels: tensor2d([[1]]), ids: ['a'], dispose() {} };
 * const source = { sampleCount: 1, skipped: [], async *batches() { yield batch; } };
 * const augmented = augmentBatches(source, { augmentations: [augmentations.randomAffine({ degrees: 20 })], seed: 1 });
 * const { value } = await augmented.batches(0).next();
 * value.images.shape; // [1,2,2,1]
 */
export function randomAffine({
  degrees = 10,
  scale = 0.1,
  shift = 0.1,
}: {
  /** Maximum rotation in degrees, in either direction, in [0, 180]. Default: 10. */
  readonly degrees?: number;
  /** Maximum relative change in size, in [0, 1). Default: 0.1. */
  readonly scale?: number;
  /** Maximum shift along each axis, as a share of the side, in [0, 1). Default: 0.1. */
  readonly shift?: number;
} = {}): ImageAugmentation {
  if (!(degrees >= 0 && degrees <= 180)) {
    throw new RangeError(`degrees must be in [0, 180]; received ${degrees}`);
  }
  requireShare(scale, { name: 'scale' });
  requireShare(shift, { name: 'shift' });
  return ({ images, labels }, { random }) => {
    const [, height, width] = images.shape;
    const [middleX, middleY] = [(width - 1) / 2, (height - 1) / 2];
    const maps = random.map((draw) => {
      const angle = (draw.within([-degrees, degrees]) * Math.PI) / 180;
      const zoom = 1 + draw.within([-scale, scale]);
      const [shiftX, shiftY] = [draw.within([-shift, shift]) * width, draw.within([-shift, shift]) * height];
      // From the result back to the source: shift, then rotate and scale about the center.
      const [cosine, sine] = [Math.cos(angle) / zoom, Math.sin(angle) / zoom];
      const [fromX, fromY] = [middleX + shiftX, middleY + shiftY];
      return {
        a: cosine,
        b: sine,
        c: middleX - cosine * fromX - sine * fromY,
        d: -sine,
        e: cosine,
        f: middleY + sine * fromX - cosine * fromY,
      };
    });
    return { images: resample(images, { maps, interpolation: 'bilinear' }), labels };
  };
}
