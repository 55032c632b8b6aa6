import { add, concat, mul, reshape, slice, sub, type Tensor, tensor1d } from '@tensorflow/tfjs-core';
import type { SeededRandom } from '../seeded-random.js';
import type { ImageAugmentation } from './image-augmentation.js';

/**
 * Blends each image and its labels with the next one in the batch, and the last with the first (Zhang et al.,
 * arXiv:1710.09412): weight * own + (1 - weight) * next, with the weight drawn from Beta(alpha, alpha). The labels of a
 * row keep their sum. The weight depends on the stream of the row; the next image depends on the batch.
 *
 * @throws RangeError if `alpha` is not in (0, 1].
 * @example
 * import { augmentations, augmentBatches } from '@hpa/data';
 * import { tensor2d, tensor4d } from '@tensorflow/tfjs-core';
 * const images = tensor4d([0, 1], [2, 1, 1, 1]);
 * const batch = { images, labels: tensor2d([[1, 0], [0, 1]]), ids: ['a', 'b'], dispose() {} };
 * const source = { sampleCount: 2, skipped: [], async *batches() { yield batch; } };
 * const augmented = augmentBatches(source, { augmentations: [augmentations.mixup({ alpha: 1 })], seed: 1 });
 * const { value } = await augmented.batches(0).next();
 * (await value.labels.array())[0][0]; // ~0.187
 */
export function mixup({
  alpha = 0.2,
}: {
  /** Shape of the Beta distribution, in (0, 1]; the smaller, the more one of the two images dominates. Default: 0.2. */
  readonly alpha?: number;
} = {}): ImageAugmentation {
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

/** Jöhnk's method (1964), which is fast only for shapes up to 1. */
function drawBeta(random: SeededRandom, alpha: number): number {
  for (;;) {
    const [x, y] = [random.uniform() ** (1 / alpha), random.uniform() ** (1 / alpha)];
    const sum = x + y;
    if (sum > 0 && sum <= 1) {
      return x / sum;
    }
  }
}
