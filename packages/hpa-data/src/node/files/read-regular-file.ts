import { fileError } from './file-error.js';
import { openRegularFile } from './open-regular-file.js';

/**
 * Reads a whole regular file.
 *
 * @throws Error naming the file, with the `code` of the system, if `openRegularFile` throws one, the file is larger than the
 * limit or reading fails.
 */
export async function readRegularFile(
  path: string,
  {
    limit = Number.POSITIVE_INFINITY,
  }: {
    /** Maximum number of bytes; without it, what Node can hold. */
    readonly limit?: number;
  } = {},
): Promise<Buffer> {
  const handle = await openRegularFile(path);
  try {
    const { size } = await handle.stat();
    if (size > limit) {
      throw new RangeError(`expected at most ${limit} bytes; found ${size}`);
    }
    return await handle.readFile();
  } catch (cause) {
    throw cause instanceof RangeError
      ? new Error(`${path}: ${cause.message}`, { cause })
      : await fileError(path, cause);
  } finally {
    await handle.close();
  }
}
