import { randomUUID } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { explainWriteError } from './explain-write-error.js';

/** Ends the name of a file that is not whole yet. */
export const PARTIAL_SUFFIX = '.partial';

/** Gives the name that a file has once it is whole. */
export function wholeName(name: string): string {
  return name.replace(/(?:\.[0-9a-f]{8})?\.partial$/, '');
}

/**
 * Writes a file that appears whole or not at all, even if the process or the machine dies meanwhile: it is written under
 * another name, flushed to the disk and renamed, and then the folder is flushed.
 *
 * @param fill Writes the contents piece by piece, in order.
 * @throws Error naming the file, and what helps, if the file system refuses it.
 */
export async function writeWhole(
  path: string,
  fill: (write: (piece: Uint8Array) => Promise<void>) => Promise<void>,
): Promise<void> {
  // A name of its own: two processes that write the same file must not write into each other's.
  const partial = `${path}.${randomUUID().slice(0, 8)}${PARTIAL_SUFFIX}`;
  // What the system refuses of this file is explained; what `fill` throws otherwise is of other files.
  const explain = (error: unknown): never => {
    throw explainWriteError(path, error);
  };
  const file = await open(partial, 'w').catch(explain);
  try {
    await fill((piece) => file.writeFile(piece).catch(explain));
    await file.sync().catch(explain);
  } catch (error) {
    await rm(partial, { force: true }).catch(() => {});
    throw error;
  } finally {
    await file.close();
  }
  await rename(partial, path).catch(explain);
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
