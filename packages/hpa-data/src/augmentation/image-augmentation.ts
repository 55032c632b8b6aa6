import type { Tensor2D, Tensor4D } from '@tensorflow/tfjs-core';
import type { SeededRandom } from '../seeded-random.js';

/**
 * Augments a batch, synchronously and inside a `tidy`: it returns new tensors and disposes none. `images` are float32
 * [N, height, width, channels], `labels` float32 [N, classes].
 *
 * The draws for row n come from `random[n]`, a stream that depends on the id of the sample, the epoch and the seed
 * alone. Except for `mixup`, the result for an image depends on that image and its stream alone. `range` is the minimum
 * and maximum that images may have.
 */
export type ImageAugmentation = (
  batch: { readonly images: Tensor4D; readonly labels: Tensor2D },
  draws: {
    readonly random: readonly SeededRandom[];
    readonly range: readonly [minimum: number, maximum: number];
  },
) => { readonly images: Tensor4D; readonly labels: Tensor2D };
