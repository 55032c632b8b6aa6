import { add, clipByValue, mul, sub, type Tensor4D, tensor4d } from '@tensorflow/tfjs-core';
import type { ImageAugmentation } from './image-augmentation.js';
import { requireShare } from './require-share.js';

/**
 * Makes each channel of each image brighter or darker by a factor of its own, uniform in [1 - change, 1 + change], as
 * staining and exposure vary; what leaves the range is clipped.
 *
 * The factor applies to the distance from the darkest value allowed; where there is none, from 0, which is the mean
 * of a standardized channel.
 *
 * @throws RangeError where `change` is not in [0, 1).
 */
export function intensityJitter({ change = 0.3 }: { readonly change?: number } = {}): ImageAugmentation {
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
