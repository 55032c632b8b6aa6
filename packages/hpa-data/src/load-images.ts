import type { CellImage } from './cell-image.js';
import { requireInteger } from './require-integer.js';
import type { Sample } from './sample.js';
import type { SkippedSample } from './skipped-sample.js';

/** Fetches and decodes the image of a sample. */
export type ImageLoader = (sample: Sample) => Promise<CellImage> | CellImage;

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
  /** Told of each sample that cannot be loaded, which is then passed over; without it the first ends the loop. */
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
  requireInteger(ahead, { name: 'ahead', least: 0 });
  requireInteger(concurrency, { name: 'concurrency', least: 1 });
  const window: Promise<LoadedSample | undefined>[] = [];
  let capacity = 0;
  let started = 0;
  let running = 0;

  const startMore = () => {
    while (started < samples.length && window.length < capacity && running < concurrency) {
      running++;
      const loading = loadOne(samples[started++]!, { load, skip }).finally(() => {
        running--;
        startMore();
      });
      loading.catch(() => {}); // It is the consumer who meets the error, when its turn comes.
      window.push(loading);
    }
  };

  try {
    for (let taken = 0; taken < samples.length; taken++) {
      capacity = ahead + 1;
      startMore();
      const loaded = await window[0]!;
      window.shift();
      capacity = ahead;
      startMore();
      if (loaded !== undefined) {
        yield loaded;
      }
    }
  } finally {
    capacity = 0;
  }
}

async function loadOne(
  sample: Sample,
  { load, skip }: { readonly load: ImageLoader; readonly skip: LoadImagesOptions['skip'] },
): Promise<LoadedSample | undefined> {
  try {
    return { sample, image: await load(sample) };
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    if (skip === undefined) {
      throw new Error(`sample ${sample.id}: ${reason}`, { cause });
    }
    skip({ id: sample.id, reason });
    return undefined;
  }
}
