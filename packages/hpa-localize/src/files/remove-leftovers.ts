import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

const ID = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}';

/** Temporary names of files and folders that are written whole, by this version and by earlier ones. */
const LEFTOVER = new RegExp(
  `^(?:\\.(?:config|report|samples|result|history|predictions|search|tune|trials|recipes)\\.(?:json|md|html|csv)\\.(?:\\d+|${ID})|model\\.(?:old[-.])?(?:\\d+-)?${ID})$`,
);

/** Whether a name is one that a killed process left behind, and no file that anyone reads. */
export function isLeftover(name: string): boolean {
  return LEFTOVER.test(name);
}

/** Removes from a run folder, and from the folders of its models, what killed processes left. It must be claimed. */
export async function removeLeftovers(folder: string): Promise<void> {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (isLeftover(entry.name)) {
      await rm(path, { recursive: true, force: true });
    } else if (entry.isDirectory()) {
      const names = await readdir(path);
      for (const name of names.filter(isLeftover)) {
        await rm(join(path, name), { recursive: true, force: true });
      }
    }
  }
}
