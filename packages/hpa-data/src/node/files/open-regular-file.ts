import { constants, type Stats } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { fileError } from './file-error.js';

/** Opening a pipe that nobody writes to would wait without end; Windows has no such flag. */
const FLAGS = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

/**
 * Opens a file for reading if it is a regular one, or a link to one: the only way in which this package opens what
 * others wrote. A pipe or a device may never end, and some devices change by being read.
 *
 * @returns The open file, which the caller closes.
 * @throws Error naming the file, with the `code` of the system, if it cannot be opened or is a folder, pipe, socket or
 * device.
 */
export async function openRegularFile(path: string): Promise<FileHandle> {
  let handle: FileHandle;
  try {
    handle = await open(path, FLAGS);
  } catch (cause) {
    throw await fileError(path, cause);
  }
  try {
    requireRegular(await handle.stat(), path);
    return handle;
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/**
 * Requires that a path leads to a regular file.
 *
 * @throws Error naming the file and what was found if it does not; its `code` is EISDIR for a folder, EINVAL for all else.
 */
export function requireRegular(stats: Stats, path: string): void {
  if (!stats.isFile()) {
    const code = stats.isDirectory() ? 'EISDIR' : 'EINVAL';
    throw Object.assign(new Error(`${path}: expected a regular file; found ${nameKind(stats)}`), { code });
  }
}

function nameKind(stats: Stats): string {
  if (stats.isDirectory()) {
    return 'a folder';
  }
  if (stats.isFIFO()) {
    return 'a pipe (FIFO)';
  }
  return stats.isSocket() ? 'a socket' : 'a device';
}
