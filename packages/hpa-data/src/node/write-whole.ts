import { open, rename } from 'node:fs/promises';
import { dirname } from 'node:path';

/** What a file is called until it is whole. */
export const partialSuffix = '.partial';

/**
 * Writes a file so that it appears whole or not at all, even where the process or the machine dies on the way: under
 * another name, flushed to the disk, renamed, and the new name flushed as well.
 *
 * @param fill Writes the contents piece by piece, in order.
 */
export async function writeWhole(
  path: string,
  fill: (write: (piece: Uint8Array) => Promise<void>) => Promise<void>,
): Promise<void> {
  const partial = path + partialSuffix;
  const file = await open(partial, 'w');
  try {
    await fill((piece) => file.writeFile(piece));
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(partial, path);
  await flushFolder(dirname(path));
}

/** A folder cannot be opened on Windows, which flushes names by itself. */
async function flushFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') {
    return;
  }
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
