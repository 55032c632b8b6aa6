import { readdir } from 'node:fs/promises';
import { claimFolder, isLockName } from '../files/claim-folder.js';
import { makeRunFolder } from '../files/make-run-folder.js';
import { isLeftover } from '../files/remove-leftovers.js';
import { readSearchConfig, SEARCH_CONFIG_NAME, type SearchConfig } from './search-config.js';

/** A folder to search in. */
export interface OpenSearch {
  readonly folder: string;
  /** How the search to take part in was begun; null for a new one. */
  readonly config: SearchConfig | null;
  /** Lets other processes take part, once a new search has its configuration; gives the folder up if it has none. */
  release(): void;
}

/**
 * Opens the folder of a search. A new one must be absent or empty, and is claimed until its configuration is written; a search
 * that exists is shared by all processes that resume it.
 *
 * @param out The folder; one named after the time if undefined.
 * @throws Error naming the folder or file if it holds something else, cannot be read or written, or is in use.
 */
export async function openSearch(
  out: string | undefined,
  { resume }: { readonly resume: boolean },
): Promise<OpenSearch> {
  if (out !== undefined && resume) {
    const config = (await namesIn(out)).includes(SEARCH_CONFIG_NAME) ? await readSearchConfig(out) : null;
    if (config === null) {
      throw new Error(
        `--resume: ${out} holds no search (no ${SEARCH_CONFIG_NAME}); without --resume a new one starts there`,
      );
    }
    return { folder: out, config, release: () => {} };
  }
  const folder = out ?? (await makeRunFolder());
  await requireEmpty(folder);
  const claim = await claimFolder(folder, { command: 'tune' });
  try {
    // Again, now that nobody else writes.
    await requireEmpty(folder);
    return { folder, config: null, release: claim.release };
  } catch (error) {
    claim.release();
    throw error;
  }
}

async function requireEmpty(folder: string): Promise<void> {
  const names = await namesIn(folder);
  if (names.length > 0) {
    const holds = names.includes(SEARCH_CONFIG_NAME) ? 'already holds a search' : 'is not empty';
    throw new Error(
      `--out ${folder} ${holds}; choose another folder, or take part in a search with --resume`,
    );
  }
}

async function namesIn(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException): string[] => {
    if (error.code === 'ENOENT') {
      return [];
    }
    if (error.code === 'ENOTDIR') {
      throw new Error(`--out ${folder} is a file; it must be a folder`);
    }
    throw new Error(`--out ${folder} cannot be read: ${error.message}`, { cause: error });
  });
  return names.filter((name) => !isLockName(name) && !isLeftover(name));
}
