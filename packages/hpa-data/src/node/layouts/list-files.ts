import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** Lists the paths of the plain files of a folder, sorted, hidden ones left out. */
export async function listFiles(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { withFileTypes: true });
  return namesOf(entries.filter((entry) => !entry.isDirectory())).map((name) => join(directory, name));
}

/** Lists the paths of the folders of a folder, sorted, hidden ones left out. */
export async function listFolders(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { withFileTypes: true });
  return namesOf(entries.filter((entry) => entry.isDirectory())).map((name) => join(directory, name));
}

function namesOf(entries: readonly { readonly name: string }[]): string[] {
  return entries
    .map(({ name }) => name)
    .filter((name) => !name.startsWith('.'))
    .sort();
}
