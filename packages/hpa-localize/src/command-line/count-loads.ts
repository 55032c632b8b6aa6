import { setImmediate } from 'node:timers/promises';
import type { ImageStore } from '@hpa/data';
import type { Counter } from './start-progress.js';

/**
 * A store that counts the images that it loads, one by one, and loads none after an abort. It gives way to signals and timers
 * after each, which a store that draws its images never does.
 */
export function countLoads(
  images: ImageStore,
  { of, counter, signal }: { readonly of: number; readonly counter: Counter; readonly signal?: AbortSignal },
): ImageStore {
  let done = 0;
  return {
    ...images,
    async image(sample) {
      signal?.throwIfAborted();
      try {
        return await images.image(sample);
      } finally {
        done = Math.min(of, done + 1);
        counter.update({ done, of });
        await setImmediate();
      }
    },
  };
}
