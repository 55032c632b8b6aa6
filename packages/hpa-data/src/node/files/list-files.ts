import type { Dirent } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** Lists the paths of the files in a folder, sorted, without hidden ones. */
export function listFiles(folder: string): Promise<string[]> {
  return listEntries(folder, (entry) => !entry.isDirectory());
}

/** Lists the paths of the folders in a folder, sorted, without hidden ones. */
export function listFolders(folder: string): Promise<string[]> {
  return listEntries(folder, (entry) => entry.isDirectory());
}

async function listEntries(folder: string, wanted: (entry: Dirent) => boolean): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  return entries
    .filter(wanted)
    .map(({ name }) => name)
    .filter((name) => !name.startsWith('.'))
    .sort()
    .map((name) => join(folder, name));
}
