import { add, clipByValue, mul, sub, type Tensor4D, tensor4d } from '@tensorflow/tfjs-core';
import type { ImageAugmentation } from './image-augmentation.js';
import { requireShare } from './require-share.js';

/**
 * Scales the intensity of each channel of each image by a factor of its own, uniform in [1 - change, 1 + change], as
 * staining and exposure vary. The result is clipped to the range.
 *
 * The factor applies to the distance from the minimum of the range, or from 0, the mean of a standardized channel, if
 * the minimum is infinite.
 *
 * @throws RangeError if `change` is not in [0, 1).
 * @example
 * import { augmentations, augmentBatches } from '@hpa/data';
 * import { tensor2d, tensor4d } from '@tensorflow/tfjs-core';
 * const images = tensor4d([0.5], [1, 1, 1, 1]);
 * const batch = { images, labels: tensor2d([[1]]), ids: ['a'], dispose() {} };
 * const source = { sampleCount: 1, skipped: [], async *batches() { yield batch; } };
 * const augmented = augmentBatches(source, { augmentations: [augmentations.intensityJitter({ change: 0.5 })], seed: 1 });
 * const { value } = await augmented.batches(0).next();
 * (await value.images.data())[0]; // ~0.687
 */
export function intensityJitter({
  change = 0.3,
}: {
  /** Maximum relative change, in [0, 1). Default: 0.3. */
  readonly change?: number;
} = {}): ImageAugmentation {
  requireShare(change, { name: 'change' });
  return ({ images, labels }, { random, range }) => {
    const channels = images.shape[3];
    const factors = random.flatMap((draw) =>
      Array.from({ length: channels }, () => 1 + draw.within([-change, change])),
    );
    const gains = tensor4d(factors, [random.length, 1, 1, channels]);
    const dark = Number.isFinite(range[0]) ? range[0] : 0;
    const scaled = add(mul(sub(images, dark), gains), dark);
    return { images: clipByValue(scaled, ...range) as Tensor4D, labels };
  };
}
