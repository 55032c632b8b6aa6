import type { Tensor2D, Tensor4D } from '@tensorflow/tfjs-core';

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
    readonly random: readonly {
      /** Uniform in [0, 1). */
      uniform(): number;
      /** Uniform in [low, high). */
      within(range: readonly [low: number, high: number]): number;
      /** Uniform over the integers in [low, high], both ends included. */
      integer(range: readonly [low: number, high: number]): number;
      /** Normal with mean 0 and standard deviation 1. */
      normal(): number;
      /** A shuffled copy. */
      shuffle<T>(items: readonly T[]): T[];
    }[];
    readonly range: readonly [minimum: number, maximum: number];
  },
) => { readonly images: Tensor4D; readonly labels: Tensor2D };
