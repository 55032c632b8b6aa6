import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type ClaimedFolder, claimFolder, isLockName } from '../files/claim-folder.js';
import { makeRunFolder } from '../files/make-run-folder.js';
import { readJson } from '../files/read-json.js';
import { isLeftover, removeLeftovers } from '../files/remove-leftovers.js';
import { parseReport } from '../report/schema/parse-report.js';
import { type RunConfig, readConfig } from './run-config.js';

/** A run folder that this process owns. */
export interface OpenRun extends ClaimedFolder {
  readonly folder: string;
  /** How the run to resume was started; null for a new run. */
  readonly config: RunConfig | null;
}

/**
 * Opens a run folder and claims it: it must be absent or empty or, to resume, hold a run. What killed processes left there is
 * removed; nothing else is written.
 *
 * @param out The folder; one named after the time if undefined, which no other run has.
 * @throws Error naming the folder or file if another process owns the folder, it holds something else, it cannot be written,
 * or what it says of the run to resume is damaged.
 */
export async function openRun(
  out: string | undefined,
  {
    resume,
    command,
  }: {
    readonly resume: boolean;
    /** What this process does, for others that want the folder. */
    readonly command: string;
  },
): Promise<OpenRun> {
  const folder = out ?? (await makeRunFolder());
  await requireState(folder, { resume });
  const claim = await claimFolder(folder, { command });
  try {
    // Again, now that nobody else writes.
    await requireState(folder, { resume });
    await removeLeftovers(folder);
    return { folder, config: resume ? await readRun(folder) : null, release: claim.release };
  } catch (error) {
    claim.release();
    throw error;
  }
}

async function requireState(folder: string, { resume }: { readonly resume: boolean }): Promise<void> {
  const all = await readdir(folder).catch((error: NodeJS.ErrnoException): string[] => {
    if (error.code === 'ENOENT') {
      return [];
    }
    if (error.code === 'ENOTDIR') {
      throw new Error(`--out ${folder} is a file; it must be a folder`);
    }
    throw new Error(`--out ${folder} cannot be read: ${error.message}`, { cause: error });
  });
  const names = all.filter((name) => !isLockName(name) && !isLeftover(name));
  const isRun = names.includes('config.json');
  if (resume && !isRun) {
    throw new Error(
      `--resume: ${folder} holds no run (no config.json); without --resume a new one starts there`,
    );
  }
  if (!resume && names.length > 0) {
    const holds = isRun ? 'already holds a run' : 'is not empty';
    throw new Error(
      `--out ${folder} ${holds}; choose another folder, or resume an unfinished run with --resume`,
    );
  }
}

async function readRun(folder: string): Promise<RunConfig | null> {
  const config = await readConfig(folder);
  const report = join(folder, 'report.json');
  await readJson(report, { parse: parseReport }).catch((error: Error) => {
    throw new Error(
      `${error.message}; remove it and resume: the results of each model are in its own folder`,
    );
  });
  return config;
}
