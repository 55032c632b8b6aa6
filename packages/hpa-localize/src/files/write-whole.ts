import { randomUUID } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { explainWriteError } from './explain-write-error.js';
import { makeFolder } from './make-folder.js';

/**
 * Writes a file so that it appears whole or not at all, even if the process or the machine stops: no reader meets half of it.
 *
 * @throws Error naming the file, and what helps, if the file system refuses it.
 */
export async function writeWhole(path: string, contents: string | Uint8Array): Promise<void> {
  const folder = dirname(path);
  const temporary = join(folder, `.${basename(path)}.${randomUUID()}`);
  try {
    await makeFolder(folder);
    const file = await open(temporary, 'w');
    try {
      await file.writeFile(contents);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => {});
    throw explainWriteError(path, error);
  }
  await syncFolder(folder);
}

/** Makes the new name durable, where the system lets folders be synchronized (Windows does not). */
async function syncFolder(folder: string): Promise<void> {
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
