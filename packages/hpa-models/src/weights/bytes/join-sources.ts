import { type ByteSource, requireRange } from './byte-source.js';

/** Concatenates sources into one, without reading them. */
export function joinSources(name: string, parts: readonly ByteSource[]): ByteSource {
  const joined: ByteSource = {
    name,
    size: parts.reduce((sum, part) => sum + part.size, 0),
    read(offset, length) {
      requireRange(joined, { offset, length });
      const bytes = new Uint8Array(length);
      let start = 0;
      for (const part of parts) {
        const from = Math.max(offset, start);
        const to = Math.min(offset + length, start + part.size);
        if (from < to) {
          bytes.set(part.read(from - start, to - from), from - offset);
        }
        start += part.size;
      }
      return bytes;
    },
  };
  return joined;
}
