import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';

/** Opening a pipe without a writer waits for ever unless it is told not to; Windows has neither. */
const FLAGS = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

/**
 * Opens a file for reading.
 *
 * @throws Error naming the path if there is no file, or something that is no regular file, such as a folder or a pipe.
 */
export async function openRegularFile(path: string): Promise<FileHandle> {
  const file = await open(path, FLAGS);
  try {
    if (!(await file.stat()).isFile()) {
      throw new Error(`${path} must be a regular file; it is a folder, a pipe or a device`);
    }
    return file;
  } catch (error) {
    await file.close();
    throw error;
  }
}
