import type { ByteSource } from '../../bytes/byte-source.js';

/**
 * Limits the bytes that are read from a source in total. A valid file is read about once; one whose structures point into each
 * other could be read forever, and throws an Error instead.
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
      throw new Error(`${source.name}: malformed: its structures point into each other`);
    },
  };
}
