import { add, min, mul, sub, type Tensor4D, tensor4d } from '@tensorflow/tfjs-core';
import type { ImageAugmentation } from './image-augmentation.js';
import { requireShare } from './require-share.js';

/**
 * Blanks a square of each image, centerd anywhere, so that no single structure decides (DeVries and Taylor,
 * arXiv:1708.04552). Inside it, each channel takes its minimum over the image, which is its background.
 *
 * @throws RangeError if `side` is not in [0, 1).
 * @example
 * import { augmentations, augmentBatches } from '@hpa/data';
 * import { tensor2d, tensor4d } from '@tensorflow/tfjs-core';
 * const images = tensor4d([0, 1, 1, 1], [1, 2, 2, 1]);
 * const batch = { images, labels: tensor2d([[1]]), ids: ['a'], dispose() {} };
 * const source = { sampleCount: 1, skipped: [], async *batches() { yield batch; } };
 * const augmented = augmentBatches(source, { augmentations: [augmentations.cutout({ side: 0.5 })], seed: 1 });
 * const { value } = await augmented.batches(0).next();
 * [...(await value.images.data())]; // [0,1,1,0]
 */
export function cutout({
  side = 0.3,
}: {
  /** Side of the square as a share of the shorter side of the image, in [0, 1). Default: 0.3. */
  readonly side?: number;
} = {}): ImageAugmentation {
  requireShare(side, { name: 'side' });
  return ({ images, labels }, { random }) => {
    const [count, height, width] = images.shape;
    const length = Math.round(side * Math.min(height, width));
    const rows = new Float32Array(count * height);
    const columns = new Float32Array(count * width);
    for (const [index, draw] of random.entries()) {
      markStretch(rows.subarray(index * height, (index + 1) * height), {
        center: draw.integer([0, height - 1]),
        length,
      });
      markStretch(columns.subarray(index * width, (index + 1) * width), {
        center: draw.integer([0, width - 1]),
        length,
      });
    }
    const hole = mul(tensor4d(rows, [count, height, 1, 1]), tensor4d(columns, [count, 1, width, 1]));
    const background = min(images, [1, 2], true);
    // Exactly the pixel or exactly the background: rounding could push a blend by subtraction out of the range.
    return { images: add(mul(images, sub(1, hole)), mul(background, hole)) as Tensor4D, labels };
  };
}

function markStretch(
  line: Float32Array,
  { center, length }: { readonly center: number; readonly length: number },
): void {
  const first = center - Math.floor(length / 2);
  line.fill(1, Math.max(0, first), Math.min(line.length, Math.max(0, first + length)));
}
