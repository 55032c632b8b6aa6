import { constants } from 'node:fs';
import { open } from 'node:fs/promises';

/** Protobuf allows 2 GB. */
const LONGEST_FILE = 2 ** 31 - 1;

/**
 * Reads a file whole, and only a regular one: a pipe or a device would keep the reader waiting, or never end.
 *
 * @throws Error naming the path if there is no such file, it is of another kind, or has more than 2 GB
 */
export async function readRegularFile(path: string): Promise<Uint8Array> {
  // Opening a pipe that nobody writes to waits, unless told not to.
  const file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    const found = await file.stat();
    if (!found.isFile()) {
      const kind = found.isDirectory() ? 'a folder' : found.isFIFO() ? 'a FIFO' : 'a device';
      throw new Error(`${path}: regular file expected, found ${kind}`);
    }
    if (found.size > LONGEST_FILE) {
      throw new Error(
        `${path}: an ONNX file must have at most ${LONGEST_FILE} bytes; the size is ${found.size}`,
      );
    }
    return await file.readFile();
  } finally {
    await file.close();
  }
}
