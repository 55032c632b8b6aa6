import { createHash } from 'node:crypto';
import type { ImageStore } from '@hpa/data';

/**
 * Passes on the images of a store, and keeps a SHA-256 of the pixels of each, by sample id: what says later whether a cell
 * is still the same, whatever file it came from.
 */
export function digestImages(images: ImageStore): {
  readonly images: Pick<ImageStore, 'image'>;
  /** 32 hexadecimal digits by sample id, of the images that were asked for. */
  readonly digests: ReadonlyMap<string, string>;
} {
  const digests = new Map<string, string>();
  return {
    digests,
    images: {
      image: async (sample) => {
        const image = await images.image(sample);
        digests.set(sample.id, createHash('sha256').update(image.data).digest('hex').slice(0, 32));
        return image;
      },
    },
  };
}
