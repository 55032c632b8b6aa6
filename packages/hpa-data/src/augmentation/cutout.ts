import { add, min, mul, sub, type Tensor4D, tensor4d } from '@tensorflow/tfjs-core';
import type { ImageAugmentation } from './image-augmentation.js';
import { requireShare } from './require-share.js';

/**
 * Blanks a square out of each image, centred anywhere, so that no single structure decides (DeVries and Taylor,
 * arXiv:1708.04552): each channel takes the darkest value that it has in the image, its background.
 *
 * @param options `side` of the square as a share of the shorter side of the image.
 * @throws RangeError where the side is not in [0, 1).
 */
export function cutout({ side = 0.3 }: { readonly side?: number } = {}): ImageAugmentation {
  requireShare(side, { name: 'side' });
  return ({ images, labels }, { random }) => {
    const [count, height, width] = images.shape;
    const length = Math.round(side * Math.min(height, width));
    const rows = new Float32Array(count * height);
    const columns = new Float32Array(count * width);
    for (const [index, draw] of random.entries()) {
      markStretch(rows.subarray(index * height, (index + 1) * height), {
        centre: draw.integer([0, height - 1]),
        length,
      });
      markStretch(columns.subarray(index * width, (index + 1) * width), {
        centre: draw.integer([0, width - 1]),
        length,
      });
    }
    const hole = mul(tensor4d(rows, [count, height, 1, 1]), tensor4d(columns, [count, 1, width, 1]));
    const background = min(images, [1, 2], true);
    // Exactly the pixel or exactly the background: a blend by subtraction could leave the range by rounding.
    return { images: add(mul(images, sub(1, hole)), mul(background, hole)) as Tensor4D, labels };
  };
}

function markStretch(
  line: Float32Array,
  { centre, length }: { readonly centre: number; readonly length: number },
): void {
  const first = centre - Math.floor(length / 2);
  line.fill(1, Math.max(0, first), Math.min(line.length, Math.max(0, first + length)));
}
