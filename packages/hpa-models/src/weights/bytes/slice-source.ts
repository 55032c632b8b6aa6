import { type ByteRange, type ByteSource, requireRange } from './byte-source.js';

/**
 * Presents a range of a source as a source of its own, without reading it.
 *
 * @throws RangeError if the range is not inside the source
 */
export function sliceSource(
  whole: ByteSource,
  { name, offset, length }: ByteRange & { readonly name: string },
): ByteSource {
  requireRange(whole, { offset, length });
  const slice: ByteSource = {
    name,
    size: length,
    read(start, count) {
      requireRange(slice, { offset: start, length: count });
      return whole.read(offset + start, count);
    },
  };
  return slice;
}
