import type { CellImage } from '../image/cell-image.js';
import { requireInteger } from '../require-integer.js';
import type { Sample } from '../sample.js';
import type { SkippedSample } from '../skipped-sample.js';
import type { InputLoader } from './input-loader.js';
import { mapAhead } from './map-ahead.js';

/** Fetches and decodes the image of a sample. */
export interface ImageLoader {
  (sample: Sample): Promise<CellImage> | CellImage;
  /** Makes the model input of whole batches off this thread, for loaders that can. */
  readonly inputs?: InputLoader;
}

/** A sample together with its image. */
export interface LoadedSample {
  readonly sample: Sample;
  readonly image: CellImage;
}

/** Options of {@link loadImages}. */
export interface LoadImagesOptions {
  /** Fetches and decodes one image. */
  readonly load: ImageLoader;
  /** Images loaded in the background before they are asked for; 0 loads each on demand. */
  readonly ahead?: number;
  /** Images that may be loading at one time. */
  readonly concurrency?: number;
  /** Told in its turn of each sample that cannot be loaded, which is then passed over; without it the first ends the loop. */
  readonly skip?: (skipped: SkippedSample) => void;
}

/**
 * Loads images in the order of the samples, several at a time and a bounded number ahead of the consumer.
 *
 * A failure surfaces at the consumer when its turn comes. Leaving the loop early starts no further load.
 *
 * @throws RangeError where `ahead` is not an integer >= 0 or `concurrency` not one >= 1.
 * @throws Error naming the sample's id, with the loader's error as its cause, unless `skip` is given.
 */
export async function* loadImages(
  samples: readonly Sample[],
  { load, ahead = 16, concurrency = 8, skip }: LoadImagesOptions,
): AsyncGenerator<LoadedSample, void, undefined> {
  requireInteger(ahead, { name: 'ahead', minimum: 0 });
  requireInteger(concurrency, { name: 'concurrency', minimum: 1 });
  const map = (sample: Sample) => loadOne(sample, load);
  for await (const loaded of mapAhead(samples, { map, ahead, concurrency })) {
    if ('image' in loaded) {
      yield loaded;
    } else {
      const { id, reason, cause } = loaded;
      if (skip === undefined) {
        throw new Error(`sample ${id}: ${reason}`, { cause });
      }
      skip({ id, reason });
    }
  }
}

async function loadOne(
  sample: Sample,
  load: ImageLoader,
): Promise<LoadedSample | (SkippedSample & { readonly cause: unknown })> {
  try {
    return { sample, image: await load(sample) };
  } catch (cause) {
    return { id: sample.id, reason: cause instanceof Error ? cause.message : String(cause), cause };
  }
}
