import type { CellImage, ChannelName } from '../image/cell-image.js';
import type { InputSpec } from '../image/input-spec.js';
import type { Orientation } from '../image/orient-image.js';
import type { Sample } from '../sample.js';

/** Reads or draws the images of samples, all of one size and with the same channels. */
export interface ImageStore {
  /** Rows of every image, in pixels. */
  readonly height: number;
  /** Columns of every image, in pixels. */
  readonly width: number;
  /** Names of the channels of every image, one to eight, in their order; where absent, they are `CHANNEL_NAMES`. */
  readonly channels?: readonly ChannelName[];
  /** Returns the image of a sample; rejects with an Error saying why there is none. */
  image(sample: Sample): Promise<CellImage>;
  /**
   * Makes model input of several samples, off the calling thread if the store can: [N, height, width, channels], row by
   * row what `orientImage` and `toModelInput` make of each image.
   *
   * Rejects with a RangeError if the input has not the size of the store, names a channel that images have not, or images to transpose
   * are not square, and with an Error naming the first sample, in order, that has no image.
   */
  inputs?(
    samples: readonly {
      readonly sample: Sample;
      /** How its image is flipped and rotated. */
      readonly orientation: Orientation;
      /** The image, if the caller has it; the store then reads nothing. */
      readonly image?: CellImage | undefined;
    }[],
    options: {
      /** What the model takes. */
      readonly input: InputSpec;
      /** Memory that nothing uses any more; it holds the result if it is large enough. */
      readonly memory?: ArrayBufferLike | undefined;
    },
  ): Promise<Float32Array>;
  /** Closes files and ends threads; what is pending or asked for later rejects. */
  close(): Promise<void>;
}

/** A sample, and how its image is turned. */
export type OrientedSample = Parameters<NonNullable<ImageStore['inputs']>>[0][number];

/** Options of `inputs` of an {@link ImageStore}. */
export type InputsOptions = Parameters<NonNullable<ImageStore['inputs']>>[1];
