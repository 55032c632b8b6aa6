import type { CellImage } from '../image/cell-image.js';
import type { Sample } from '../sample.js';
import type { ImageLoader } from './load-images.js';

/** Options of {@link rememberImages}. */
export interface RememberImagesOptions {
  /** Bytes of pixels to keep at most; 1 GiB by default, which holds 16,384 images of 128x128. */
  readonly limitBytes?: number;
}

/**
 * Keeps decoded 8-bit images in memory by sample id, so that later epochs need not decode them again.
 *
 * What was loaded first stays: once the limit is reached, further images load anew each time. (Every epoch
 * sees every image once, so throwing out the least recently used would throw out each image just before its
 * next use.) Requests for an image that is being loaded share that load; a failed load is not kept.
 *
 * @throws RangeError where the limit is not a positive number.
 */
export function rememberImages(
  load: ImageLoader,
  { limitBytes = 2 ** 30 }: RememberImagesOptions = {},
): ImageLoader {
  if (!(limitBytes > 0)) {
    throw new RangeError(`limitBytes must be positive; received ${limitBytes}`);
  }
  const kept = new Map<string, CellImage>();
  const loading = new Map<string, Promise<CellImage>>();
  let bytes = 0;

  const loadAndKeep = async (sample: Sample): Promise<CellImage> => {
    const image = await load(sample);
    if (bytes + image.data.byteLength <= limitBytes) {
      bytes += image.data.byteLength;
      kept.set(sample.id, image);
    }
    return image;
  };

  return (sample) => {
    const known = kept.get(sample.id) ?? loading.get(sample.id);
    if (known !== undefined) {
      return known;
    }
    const started = loadAndKeep(sample).finally(() => loading.delete(sample.id));
    loading.set(sample.id, started);
    return started;
  };
}
