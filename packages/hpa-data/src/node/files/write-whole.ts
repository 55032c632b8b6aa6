import { open, rename } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Ends the name of a file that is not whole yet. */
export const PARTIAL_SUFFIX = '.partial';

/**
 * Writes a file that appears whole or not at all, even if the process or the machine dies meanwhile: it is written under
 * another name, flushed to the disk and renamed, and then the folder is flushed.
 *
 * @param fill Writes the contents piece by piece, in order.
 */
export async function writeWhole(
  path: string,
  fill: (write: (piece: Uint8Array) => Promise<void>) => Promise<void>,
): Promise<void> {
  const partial = path + PARTIAL_SUFFIX;
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

/** Windows cannot open folders, and flushes names by itself. */
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
