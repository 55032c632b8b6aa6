import type { CellImage } from '../image/cell-image.js';
import { listChannels } from '../image/list-channels.js';
import type { Sample } from '../sample.js';
import type { ImageStore, InputsOptions, OrientedSample } from './image-store.js';

/** The stores that keep their images already. */
const CACHES = new WeakSet<ImageStore>();

/**
 * Keeps decoded 8-bit images in memory by sample id, so that later epochs need not decode them again.
 *
 * The images loaded first are kept. Once the limit is reached, further images load anew each time: every epoch sees
 * every image once, so dropping the least recently used would drop each image just before its next use. Requests for
 * an image that is being loaded share that load; a failed load is not kept. Model input is made of the kept pixels, off
 * the calling thread if the wrapped store can. Closing closes the wrapped store. A store that keeps its images already is
 * returned as it is.
 *
 * @throws RangeError if the limit is not a positive number.
 *
 * @example
 * import { cacheImages, syntheticCells } from '@hpa/data';
 * const { samples, images } = syntheticCells({ classes: [25], count: 1, seed: 1, size: 32 });
 * const cached = cacheImages(images);
 * (await cached.image(samples[0])) === (await cached.image(samples[0])); // true
 */
export function cacheImages(
  images: ImageStore,
  {
    limitBytes = 2 ** 30,
  }: {
    /** Maximum number of bytes of pixels to keep; the default, 1 GiB, holds 16,384 images of 128x128. */
    readonly limitBytes?: number;
  } = {},
): ImageStore {
  if (!(limitBytes > 0)) {
    throw new RangeError(`limitBytes must be positive; received ${limitBytes}`);
  }
  if (CACHES.has(images)) {
    return images;
  }
  const { height, width } = images;
  const kept = new Map<string, CellImage>();
  const loading = new Map<string, Promise<CellImage>>();
  const makesInputs = images.inputs !== undefined;
  const imageBytes = height * width * listChannels(images).length;
  let bytes = 0;

  const loadAndKeep = async (sample: Sample): Promise<CellImage> => {
    const loaded = await images.image(sample);
    if (bytes + imageBytes > limitBytes) {
      return loaded;
    }
    bytes += imageBytes;
    const keptImage = makesInputs ? { ...loaded, data: sharedCopy(loaded.data) } : loaded;
    kept.set(sample.id, keptImage);
    return keptImage;
  };
  const image = async (sample: Sample): Promise<CellImage> => {
    const known = kept.get(sample.id) ?? loading.get(sample.id);
    if (known !== undefined) {
      return known;
    }
    const started = loadAndKeep(sample).finally(() => loading.delete(sample.id));
    loading.set(sample.id, started);
    return started;
  };
  const withImage = async (oriented: OrientedSample): Promise<OrientedSample> => {
    const { sample } = oriented;
    if (!kept.has(sample.id) && bytes + imageBytes > limitBytes) {
      return oriented;
    }
    try {
      return { ...oriented, image: await image(sample) };
    } catch (cause) {
      throw new Error(`sample ${sample.id}: ${(cause as Error).message}`, { cause });
    }
  };
  const inputs = async (samples: readonly OrientedSample[], options: InputsOptions) => {
    const loads = samples.map(withImage);
    // All end before one throws, so that the error is that of the first sample in order.
    await Promise.allSettled(loads);
    return images.inputs!(await Promise.all(loads), options);
  };
  const cache = {
    height,
    width,
    ...(images.channels && { channels: images.channels }),
    image,
    ...(makesInputs && { inputs }),
    close: () => images.close(),
  };
  CACHES.add(cache);
  return cache;
}

/** A copy that threads read without copying it again. */
function sharedCopy(data: Uint8Array): Uint8Array {
  if (typeof SharedArrayBuffer === 'undefined') {
    return data;
  }
  const copy = new Uint8Array(new SharedArrayBuffer(data.length));
  copy.set(data);
  return copy;
}
