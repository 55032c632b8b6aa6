import { type ByteRange, type ByteSource, checkRange } from './byte-source.js';

/**
 * Offers a range of a source as a source of its own, without reading it.
 *
 * @throws RangeError if the range is not wholly inside the source
 */
export function sectionOf(
  whole: ByteSource,
  { name, offset, length }: ByteRange & { readonly name: string },
): ByteSource {
  checkRange(whole, { offset, length });
  const section: ByteSource = {
    name,
    size: length,
    read(start, count) {
      checkRange(section, { offset: start, length: count });
      return whole.read(offset + start, count);
    },
  };
  return section;
}
