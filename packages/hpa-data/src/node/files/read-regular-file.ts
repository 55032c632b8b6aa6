import { fileError } from './file-error.js';
import { openRegularFile } from './open-regular-file.js';

/**
 * Reads a whole regular file.
 *
 * @throws Error naming the file, with the `code` of the system, if `openRegularFile` throws one or reading fails.
 */
export async function readRegularFile(path: string): Promise<Buffer> {
  const handle = await openRegularFile(path);
  try {
    return await handle.readFile();
  } catch (cause) {
    throw await fileError(path, cause);
  } finally {
    await handle.close();
  }
}
