import type { Tensor2D, Tensor4D } from '@tensorflow/tfjs-core';
import type { SeededRandom } from '../seeded-random.js';

/** Images and labels on their way through the augmentations; each gives new tensors and disposes none. */
export interface LabelledImages {
  /** float32 [N, height, width, channels]. */
  readonly images: Tensor4D;
  /** float32 [N, classes]. */
  readonly labels: Tensor2D;
}

/** What an augmentation may draw from. */
export interface AugmentationDraws {
  /** One stream of random draws for each image, which its id, the epoch and the seed alone decide. */
  readonly random: readonly SeededRandom[];
  /** Least and greatest value that images may have. */
  readonly range: readonly [least: number, greatest: number];
}

/**
 * Varies a batch, synchronously and inside a `tidy`, by operations of tfjs-core that every engine has.
 *
 * What becomes of an image depends on the image and its stream alone, never on the other rows, but for `mixup`.
 */
export type ImageAugmentation = (batch: LabelledImages, draws: AugmentationDraws) => LabelledImages;
