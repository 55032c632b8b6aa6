import type { FoundFiles } from './collect-image-sets.js';
import type { ListOptions } from './layout.js';

/**
 * Names one file for all channels of an image, but those that may be missing: a TIFF with a page for each, or an image whose pixels
 * have a sample for each.
 *
 * @throws Error naming the file if channels are called by words, since it does not say which is which.
 */
export function wholeImage(file: string, { naming, allowMissing }: ListOptions): FoundFiles {
  if (naming.byWord) {
    const called = naming.channels.map((channel) => `${channel}=${naming.wordsOf(channel)[0]}`);
    throw new Error(
      `${file}: expected a file for each channel, ${called.join(', ')}; it holds all of them and does not name them (leave out what they are called if they are in this order)`,
    );
  }
  const needed = naming.channels.filter((name) => !allowMissing.includes(name));
  return Object.fromEntries(needed.map((name) => [name, file]));
}
