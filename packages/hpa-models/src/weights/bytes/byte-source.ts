/** Random access to the bytes of a file or a buffer. */
export interface ByteSource {
  /** Name for messages, such as a path. */
  readonly name: string;
  /** Size in bytes. */
  readonly size: number;
  /**
   * Reads the bytes [offset, offset + length) into memory that the caller owns. They start at the first byte of its buffer.
   *
   * @throws RangeError if the range is not inside the source; no memory is allocated then
   */
  read(offset: number, length: number): Uint8Array;
}

/** Wraps bytes in memory as a source. */
export function memorySource(name: string, bytes: Uint8Array): ByteSource {
  // A Node Buffer is a Uint8Array, but its slice() does not copy.
  const plain = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const source: ByteSource = {
    name,
    size: plain.length,
    read(offset, length) {
      requireRange(source, { offset, length });
      return plain.slice(offset, offset + length);
    },
  };
  return source;
}

/** A range of bytes. */
export interface ByteRange {
  readonly offset: number;
  readonly length: number;
}

/**
 * Requires a range to be inside a source.
 *
 * @throws RangeError if it is not
 */
export function requireRange({ name, size }: ByteSource, { offset, length }: ByteRange): void {
  const valid = Number.isSafeInteger(offset) && Number.isSafeInteger(length) && offset >= 0 && length >= 0;
  if (valid && offset + length <= size) {
    return;
  }
  throw new RangeError(
    `${name}: cannot read ${length} bytes at offset ${offset}: the size is ${size} bytes. Is the file truncated?`,
  );
}
