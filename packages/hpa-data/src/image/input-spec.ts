/**
 * How gray levels become the numbers that a model sees.
 *
 * @inline
 */
export type Normalization = 'none' | 'unit' | 'symmetric' | 'per-image' | 'imagenet';

/** What a model takes as input: a tensor [N, height, width, channels.length]. */
export interface InputSpec {
  /** Rows, in pixels. */
  readonly height: number;
  /** Columns, in pixels. */
  readonly width: number;
  /**
   * One entry per plane: the name of a channel of the images, or a sum of channels such as `microtubules+er/2`. Halves are rounded
   * down and sums stop at 255; a sum that ends in `%256` starts again at 0 instead. {@link COMPOSITIONS} has the common lists.
   */
  readonly channels: readonly string[];
  /**
   * How gray levels in [0, 255] become the numbers that a model sees:
   * - `none`: x;
   * - `unit`: x / 255, in [0, 1];
   * - `symmetric`: x / 127.5 - 1, in [-1, 1], which `keras.applications` calls "tf";
   * - `per-image`: (u - mean) / (std + 1e-7) with u = x / 255, per image and channel; std is that of the population.
   *   A channel of one gray level becomes 0;
   * - `imagenet`: (x / 255 - mean) / std with torchvision's mean [0.485, 0.456, 0.406] and std [0.229, 0.224, 0.225];
   *   for three channels only.
   */
  readonly normalization: Normalization;
  /**
   * Which levels of files are 0 and 255, as `measureLevels` finds them in new data: the way that the model was trained with, or two
   * numbers, those of black and white. Absent, it means `bit-depth`. It says how files are read, and changes nothing of an image.
   */
  readonly levels?: 'bit-depth' | 'percentile' | readonly [black: number, white: number];
}

/**
 * Common lists of planes, for `channels` of an {@link InputSpec}:
 * - `rgby`: the order of the files' colors red, green, blue, yellow;
 * - `bgry`: the order of GapNet-PL (Rumetshofer et al., ICLR 2019);
 * - `rgb-half-yellow`: three planes, half of the endoplasmic reticulum added to the microtubules and the protein;
 * - `rgb-half-yellow-wrapping`: the same as the notebook of the first study computes it (MridulaBontha/
 *   Human-Protein-Atlas-Classification), in bytes that wrap round: just past white, a pixel turns black.
 */
export const COMPOSITIONS = {
  rgby: ['microtubules', 'protein', 'nucleus', 'er'],
  bgry: ['nucleus', 'protein', 'microtubules', 'er'],
  'rgb-half-yellow': ['microtubules+er/2', 'protein+er/2', 'nucleus'],
  'rgb-half-yellow-wrapping': ['microtubules+er/2%256', 'protein+er/2%256', 'nucleus'],
} as const;
