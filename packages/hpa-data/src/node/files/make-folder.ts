import { mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { explainWriteError } from './explain-write-error.js';

/**
 * Makes a folder, and those above it that are absent. (The `recursive` of Node tries for ever where the system takes no new
 * folder, as in /proc.)
 *
 * @returns The first folder that was made; undefined if all were there.
 * @throws Error naming the folder, and what helps, if the system refuses it or a file has its place.
 */
export async function makeFolder(path: string): Promise<string | undefined> {
  const parent = dirname(path);
  const first = parent === path || !(await isAbsent(parent)) ? undefined : await makeFolder(parent);
  try {
    await mkdir(path);
    return first ?? path;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') {
      throw explainWriteError(path, error);
    }
    if (!(await stat(path)).isDirectory()) {
      throw new Error(`${path} is a file; it must be a folder`);
    }
    return undefined;
  }
}

async function isAbsent(path: string): Promise<boolean> {
  return stat(path).then(
    () => false,
    (error: NodeJS.ErrnoException) => error.code === 'ENOENT',
  );
}
