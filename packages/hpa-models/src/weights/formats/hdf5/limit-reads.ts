import type { ByteSource } from '../../bytes/byte-source.js';

/**
 * Offers a source of which no more than `limit` bytes are read in all: a file made to be read in circles, a few bytes over and over,
 * ends in an error where an honest one is read about once.
 */
export function limitReads(source: ByteSource, { limit }: { readonly limit: number }): ByteSource {
  let left = limit;
  return {
    ...source,
    read(offset, length) {
      left -= length;
      if (left >= 0) {
        return source.read(offset, length);
      }
      throw new Error(`${source.name}: malformed: its structures point into each other over and over`);
    },
  };
}
