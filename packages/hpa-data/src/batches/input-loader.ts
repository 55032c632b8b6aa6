import type { Orientation } from '../image/orient-image.js';
import type { ModelInputOptions } from '../image/to-model-input.js';
import type { Sample } from '../sample.js';

/** A sample and how its image is to be turned. */
export interface OrientedSample {
  readonly sample: Sample;
  readonly orientation: Orientation;
}

/** Options of an {@link InputLoader}. */
export interface InputLoaderOptions extends ModelInputOptions {
  /** Memory of an earlier result that nothing uses any more, for this one where it is large enough. */
  readonly memory?: ArrayBufferLike;
}

/** The model input of some images of one size. */
export interface ModelInputs {
  readonly height: number;
  readonly width: number;
  /** [N, height, width, channels]; in shared memory where threads write it, so that nothing moves between them. */
  readonly data: Float32Array;
}

/**
 * Makes what `orientImage` and `toModelInput` make of each image, one row after the other, without this thread's time;
 * all images are square and of one size. It fails with an Error naming the sample that cannot be loaded.
 */
export type InputLoader = (
  samples: readonly OrientedSample[],
  options: InputLoaderOptions,
) => Promise<ModelInputs>;
