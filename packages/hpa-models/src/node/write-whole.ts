import { open, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { explainWriteError } from './explain-write-error.js';
import { makeFolder } from './make-folder.js';
import { abandonedPaths, temporaryPath } from './temporary-path.js';

/**
 * Writes a file or a folder so that it appears whole or not at all, even if the process or the machine stops meanwhile: under a
 * temporary name beside it, flushed to disk, and then renamed. What had the name before is replaced, and what killed
 * processes left on their way to it is removed.
 *
 * @param fill makes the file or folder at the temporary path
 * @throws Error if `fill` fails or, naming the path and what helps, the file system refuses it; nothing has changed then
 */
export async function writeWhole(path: string, fill: (temporary: string) => Promise<void>): Promise<void> {
  const temporary = temporaryPath(path);
  try {
    await makeFolder(dirname(path));
    await removeAbandoned(path);
    await fill(temporary);
    await flush(temporary);
    await replace(path, temporary);
    await flushEntry(dirname(path));
    // What was moved out of the way is the only copy until there is another.
    await removeAbandoned(`${path}.old`);
  } catch (error) {
    throw explainWriteError(path, error);
  } finally {
    await rm(temporary, { recursive: true, force: true }).catch(() => {});
  }
}

async function removeAbandoned(path: string): Promise<void> {
  for (const abandoned of await abandonedPaths(path)) {
    await rm(abandoned, { recursive: true, force: true });
  }
}

/** A folder can be renamed to an empty one only, so that an old one is moved out of the way first. */
async function replace(path: string, temporary: string): Promise<void> {
  const isFolder = await stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
  if (!isFolder) {
    await rename(temporary, path);
    return;
  }
  const old = temporaryPath(`${path}.old`);
  await rename(path, old);
  try {
    await rename(temporary, path);
  } catch (error) {
    await rename(old, path);
    throw error;
  }
  await rm(old, { recursive: true, force: true });
}

/** Flushes a file, or a folder and everything in it. */
async function flush(path: string): Promise<void> {
  if ((await stat(path)).isDirectory()) {
    for (const name of await readdir(path)) {
      await flush(join(path, name));
    }
  }
  await flushEntry(path);
}

async function flushEntry(path: string): Promise<void> {
  // Windows cannot open a folder, and flushes names by itself.
  if (process.platform === 'win32' && (await stat(path)).isDirectory()) {
    return;
  }
  // Windows flushes only what is open for writing; a folder opens for reading only.
  const handle = await open(path, process.platform === 'win32' ? 'r+' : 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
