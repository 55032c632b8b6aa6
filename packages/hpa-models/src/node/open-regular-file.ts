import { closeSync, constants, fstatSync, openSync, type Stats } from 'node:fs';

/**
 * Opens a file for reading, and only a regular one: a pipe or a device would keep the reader waiting, or never end.
 *
 * @returns the descriptor, which the caller closes, and the size in bytes
 * @throws Error naming the path if there is no such file, or it is of another kind
 */
export function openRegularFile(path: string): { readonly descriptor: number; readonly size: number } {
  // Opening a pipe that nobody writes to waits, unless told not to. Windows has neither the flag nor such pipes in folders.
  const descriptor = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  const found = fstatSync(descriptor);
  if (found.isFile()) {
    return { descriptor, size: found.size };
  }
  closeSync(descriptor);
  throw new Error(`${path}: regular file expected, found ${kindOf(found)}`);
}

/** What a path leads to that is no regular file. */
function kindOf(found: Stats): string {
  if (found.isDirectory()) {
    return 'a folder';
  }
  if (found.isFIFO()) {
    return 'a FIFO';
  }
  return found.isSocket() ? 'a socket' : 'a device';
}
