import { open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { explainWriteError } from './explain-write-error.js';

/**
 * Writes a file so that it appears whole or not at all, and survives a crash of the machine once this resolves.
 *
 * The chunks are written to `<path>.tmp`, flushed, and renamed to `path`; then the folder is flushed.
 *
 * @throws Error naming the file, and what helps, if the file system refuses it; the temporary file is removed then.
 */
export async function writeWhole(path: string, chunks: Iterable<string | Uint8Array>): Promise<void> {
  const temporary = `${path}.tmp`;
  try {
    const file = await open(temporary, 'w');
    try {
      for (const chunk of chunks) {
        await file.writeFile(chunk);
      }
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => {});
    throw explainWriteError(path, error);
  }
  await syncFolder(dirname(path));
}

/** Flushes the entries of a folder, which makes a rename durable; Windows cannot open folders and does this itself. */
async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') {
    return;
  }
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
