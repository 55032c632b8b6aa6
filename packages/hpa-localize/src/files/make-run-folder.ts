import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { explainWriteError } from './explain-write-error.js';
import { makeFolder } from './make-folder.js';

/** Makes a folder in `runs`, named after the time, and after a number where another one was made in the same second. */
export async function makeRunFolder(): Promise<string> {
  const base = join('runs', new Date().toISOString().slice(0, 19).replaceAll(':', '-'));
  await makeFolder('runs');
  for (let count = 1; ; count++) {
    const folder = count === 1 ? base : `${base}-${count}`;
    try {
      await mkdir(folder);
      return folder;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') {
        throw explainWriteError(folder, error);
      }
    }
  }
}
