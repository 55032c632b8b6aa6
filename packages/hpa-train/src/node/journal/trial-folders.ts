import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { rankTrials } from '../../search/trials/rank-trials.js';
import type { Mode, Trial } from '../../search/trials/trial.js';

/** The folder of a trial. */
export function trialFolder(folder: string, number: number): string {
  return join(folder, `trial-${number}`);
}

/**
 * Removes the folders of trials that have ended, all but those of the best. A trial that is not among the best never is again, so any
 * process may do this at any time.
 */
export async function removeLostFolders(
  folder: string,
  {
    trials,
    mode,
    keep,
  }: {
    readonly trials: readonly Trial[];
    readonly mode: Mode;
    /** How many of the best stay. */
    readonly keep: number;
  },
): Promise<void> {
  const best = rankTrials(trials, { mode }).slice(0, keep);
  const kept = new Set(best.map(({ number }) => number));
  const lost = trials.filter(({ number, state }) => state !== 'running' && !kept.has(number));
  const names = new Set(await readdir(folder));
  for (const { number } of lost) {
    if (names.has(`trial-${number}`)) {
      await rm(trialFolder(folder, number), { recursive: true, force: true });
    }
  }
}
