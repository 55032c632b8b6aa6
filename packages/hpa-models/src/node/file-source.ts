import { closeSync, readSync } from 'node:fs';
import { type ByteSource, requireRange } from '../weights/bytes/byte-source.js';
import { openRegularFile } from './open-regular-file.js';

/** A file open for reading. */
export interface FileSource extends ByteSource {
  close(): void;
}

const PAGE_BYTES = 2 ** 16;
/** Pages kept, 1 MiB in total. */
const MAXIMUM_PAGES = 16;

/**
 * Opens a file for random access. Large reads go straight into the memory of the caller, small ones through a few cached pages,
 * since a format such as HDF5 needs thousands of reads of a few bytes.
 *
 * @throws Error if the file cannot be opened, or is not a regular one
 */
export function fileSource(path: string): FileSource {
  const { descriptor, size } = openRegularFile(path);
  const pages = new Map<number, Uint8Array>();
  let closed = false;
  const source: FileSource = {
    name: path,
    size,
    read(offset, length) {
      if (closed) {
        throw new Error(`${path}: the file has been closed`);
      }
      requireRange(source, { offset, length });
      return length < PAGE_BYTES ? copy(offset, length) : readAt(offset, length);
    },
    close() {
      if (!closed) {
        closeSync(descriptor);
      }
      closed = true;
      pages.clear();
    },
  };
  return source;

  function copy(offset: number, length: number): Uint8Array {
    const bytes = new Uint8Array(length);
    for (let at = offset; at < offset + length; ) {
      const number = Math.floor(at / PAGE_BYTES);
      const start = number * PAGE_BYTES;
      const piece = page(number).subarray(at - start, offset + length - start);
      bytes.set(piece, at - offset);
      at += piece.length;
    }
    return bytes;
  }

  function page(number: number): Uint8Array {
    const start = number * PAGE_BYTES;
    const bytes = pages.get(number) ?? readAt(start, Math.min(PAGE_BYTES, size - start));
    // A Map keeps the order of insertion, so that the first page is the least recently used.
    pages.delete(number);
    pages.set(number, bytes);
    if (pages.size > MAXIMUM_PAGES) {
      pages.delete(pages.keys().next().value!);
    }
    return bytes;
  }

  function readAt(position: number, length: number): Uint8Array {
    const bytes = new Uint8Array(length);
    for (let done = 0; done < length; ) {
      const count = readSync(descriptor, bytes, done, length - done, position + done);
      if (count === 0) {
        throw new Error(`${path}: the file shrank while it was being read`);
      }
      done += count;
    }
    return bytes;
  }
}
