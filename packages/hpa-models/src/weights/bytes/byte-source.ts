/** Random access to the bytes of a file or of a buffer. */
export interface ByteSource {
  /** Name for messages, such as a path. */
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  /**
   * Reads the bytes [offset, offset + length) into memory that is the caller's, from the start of its buffer.
   *
   * @throws RangeError before any memory is taken if they are not all there
   */
  read(offset: number, length: number): Uint8Array;
}

/** Offers the bytes of a buffer, such as a downloaded file, under a name for messages. */
export function bytesOf(name: string, bytes: Uint8Array): ByteSource {
  // A Buffer of Node is a Uint8Array too, but its slice() copies nothing.
  const plain = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const source: ByteSource = {
    name,
    size: plain.length,
    read(offset, length) {
      checkRange(source, { offset, length });
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
 * Refuses a range that is not wholly inside a source.
 *
 * @throws RangeError naming both
 */
export function checkRange({ name, size }: ByteSource, { offset, length }: ByteRange): void {
  const whole = Number.isSafeInteger(offset) && Number.isSafeInteger(length) && offset >= 0 && length >= 0;
  if (whole && offset + length <= size) {
    return;
  }
  throw new RangeError(`${name}: ${length} bytes at ${offset} are not in its ${size} bytes; is it cut off?`);
}
