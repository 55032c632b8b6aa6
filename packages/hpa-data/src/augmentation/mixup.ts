import { add, concat, mul, reshape, slice, sub, type Tensor, tensor1d } from '@tensorflow/tfjs-core';
import type { SeededRandom } from '../seeded-random.js';
import type { ImageAugmentation } from './image-augmentation.js';

/**
 * Blends each image and its labels with the next of the batch, the last with the first (Zhang et al., arXiv:1710.09412):
 * weight * own + (1 - weight) * other, the weight from Beta(alpha, alpha). Labels become shares that sum to what they
 * did. The weight follows from the image's own stream, the other image from the batch.
 *
 * @param options `alpha` in (0, 1]; the smaller, the more often one of the two prevails.
 * @throws RangeError where alpha is not in (0, 1].
 */
export function mixup({ alpha = 0.2 }: { readonly alpha?: number } = {}): ImageAugmentation {
  if (!(alpha > 0 && alpha <= 1)) {
    throw new RangeError(`alpha must be in (0, 1]; received ${alpha}`);
  }
  return ({ images, labels }, { random }) => {
    const weights = tensor1d(random.map((draw) => drawBeta(draw, alpha)));
    return { images: blendWithNext(images, weights), labels: blendWithNext(labels, weights) };
  };
}

function blendWithNext<Rows extends Tensor>(rows: Rows, weights: Tensor): Rows {
  const count = rows.shape[0]!;
  const rest = rows.shape.slice(1);
  const next = concat([
    slice(rows, [1, ...rest.map(() => 0)], [count - 1, ...rest]),
    slice(rows, [0, ...rest.map(() => 0)], [1, ...rest]),
  ]);
  const own = reshape(weights, [count, ...rest.map(() => 1)]);
  return add(mul(rows, own), mul(next, sub(1, own))) as Rows;
}

/** Jöhnk's method (1964), which needs a shape of at most 1 to be quick. */
function drawBeta(random: SeededRandom, alpha: number): number {
  for (;;) {
    const [x, y] = [random.uniform() ** (1 / alpha), random.uniform() ** (1 / alpha)];
    const sum = x + y;
    if (sum > 0 && sum <= 1) {
      return x / sum;
    }
  }
}
