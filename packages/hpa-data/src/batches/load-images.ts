import type { CellImage } from '../image/cell-image.js';
import { requireInteger } from '../require-integer.js';
import type { Sample } from '../sample.js';
import type { SkippedSample } from '../skipped-sample.js';
import type { ImageStore } from './image-store.js';
import { mapAhead } from './map-ahead.js';

/**
 * Loads images in the order of the samples, several at a time and a bounded number ahead of the consumer.
 *
 * A failure surfaces when its turn comes. Leaving the loop early starts no further load.
 *
 * @throws RangeError if `ahead` is not an integer >= 0 or `concurrency` not one >= 1.
 * @throws Error naming the first sample if one fails to load and `skip` is not given; its cause is the store's error.
 *
 * @example
 * import { loadImages, syntheticCells } from '@hpa/data';
 * const { samples, images } = syntheticCells({ classes: [13, 25], count: 4, seed: 1, size: 32 });
 * const widths = [];
 * for await (const { image } of loadImages(samples, { images })) {
 *   widths.push(image.width);
 * }
 * widths; // [32, 32, 32, 32]
 */
export async function* loadImages(
  samples: readonly Sample[],
  {
    images,
    ahead = 16,
    concurrency = 8,
    skip,
  }: {
    /** Reads or draws each image. */
    readonly images: Pick<ImageStore, 'image'>;
    /** Images loaded in the background before they are asked for; 0 loads each on demand. */
    readonly ahead?: number;
    /** Maximum number of images that load at one time. */
    readonly concurrency?: number;
    /** Called, in order, for each sample that fails to load; the sample is skipped. Without it, the first failure throws. */
    readonly skip?: ((skipped: SkippedSample) => void) | undefined;
  },
): AsyncGenerator<{ readonly sample: Sample; readonly image: CellImage }, void, undefined> {
  requireInteger(ahead, { name: 'ahead', minimum: 0 });
  requireInteger(concurrency, { name: 'concurrency', minimum: 1 });
  const map = (sample: Sample) => loadOne(sample, images);
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
  images: Pick<ImageStore, 'image'>,
): Promise<
  { readonly sample: Sample; readonly image: CellImage } | (SkippedSample & { readonly cause: unknown })
> {
  try {
    return { sample, image: await images.image(sample) };
  } catch (cause) {
    return { id: sample.id, reason: cause instanceof Error ? cause.message : String(cause), cause };
  }
}
