import { add, clipByValue, type Tensor4D, tensor4d } from '@tensorflow/tfjs-core';
import type { ImageAugmentation } from './image-augmentation.js';

/** Standard deviation and mean of the sum of four bytes, each uniform over 0 to 255. */
const BYTES_DEVIATION = Math.sqrt((4 * (256 ** 2 - 1)) / 12);
const BYTES_MEAN = 4 * 127.5;

/**
 * Adds noise with mean 0 to every pixel. The standard deviation is drawn per image from [0, deviation]; the result is
 * clipped to the range.
 *
 * The noise is the sum of four uniform bytes (Irwin-Hall), normal to within a few per cent and never beyond 3.5
 * standard deviations. Drawing a normal number for each of the millions of pixels of a batch would take longer than a
 * training step on a GPU.
 *
 * @throws RangeError if the deviation is negative.
 * @example
 * import { augmentations, augmentBatches } from '@hpa/data';
 * import { tensor2d, tensor4d } from '@tensorflow/tfjs-core';
 * const images = tensor4d([0.5], [1, 1, 1, 1]);
 * const batch = { images, labels: tensor2d([[1]]), ids: ['a'], dispose() {} };
 * const source = { sampleCount: 1, skipped: [], async *batches() { yield batch; } };
 * const augmented = augmentBatches(source, { augmentations: [augmentations.gaussianNoise({ deviation: 0.1 })], seed: 1 });
 * const { value } = await augmented.batches(0).next();
 * (await value.images.data())[0]; // ~0.560
 */
export function gaussianNoise({
  deviation = 0.03,
}: {
  /** Maximum standard deviation, in the units of the images. Default: 0.03. */
  readonly deviation?: number;
} = {}): ImageAugmentation {
  if (!(deviation >= 0 && deviation < Infinity)) {
    throw new RangeError(`deviation must be a number >= 0; received ${deviation}`);
  }
  return ({ images, labels }, { random, range }) => {
    const perImage = images.size / random.length;
    const noise = new Float32Array(images.size);
    for (const [row, draw] of random.entries()) {
      const strength = draw.within([0, deviation]) / BYTES_DEVIATION;
      fillWithNoise(noise.subarray(row * perImage, (row + 1) * perImage), {
        seed: draw.integer([-(2 ** 31), 2 ** 31 - 1]),
        strength,
      });
    }
    const noisy = add(images, tensor4d(noise, images.shape));
    return { images: clipByValue(noisy, ...range) as Tensor4D, labels };
  };
}

/** Counts up from a seed and mixes the bits of each number (MurmurHash3's finalizer). */
function fillWithNoise(
  target: Float32Array,
  { seed, strength }: { readonly seed: number; readonly strength: number },
): void {
  for (let at = 0; at < target.length; at++) {
    let bits = (seed + Math.imul(at, 0x9e3779b9)) | 0;
    bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
    bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
    bits ^= bits >>> 16;
    const sum = (bits & 255) + ((bits >>> 8) & 255) + ((bits >>> 16) & 255) + (bits >>> 24);
    target[at] = (sum - BYTES_MEAN) * strength;
  }
}
