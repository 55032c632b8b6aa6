import { say } from '../../command-line/say.js';
import { attachQueue } from '../../queue/attach-queue.js';
import { trialRunner } from '../../queue/trial-runner.js';
import type { runSearch } from '../../search/run-search.js';
import { readSearchConfig } from '../../search/search-config.js';
import type { PreparedSearch } from './prepare-search.js';

/** Has the trials of a search that has its folder done by the workers of a queue. */
export async function sendTrials(
  url: string,
  {
    prepared: { settings, recipe },
    folder,
    parallel,
    closers,
  }: {
    readonly prepared: PreparedSearch;
    readonly folder: string;
    readonly parallel: number;
    /** What to close at the end, however it comes, the last first. */
    readonly closers: (() => unknown)[];
  },
): Promise<
  NonNullable<Parameters<typeof runSearch>[1]['elsewhere']> & {
    /** Aborted if the queue can be used no more. */
    readonly broken: AbortSignal;
    /** Forgets a trial in the queue, once its end is in the journal. */
    forget(number: number): Promise<void>;
  }
> {
  const { queue, run } = await attachQueue(url, { folder, say });
  closers.push(queue.close);
  const config = (await readSearchConfig(folder))!;
  const broken = new AbortController();
  const { repeats } = settings;
  const { epochs } = recipe;
  return {
    parallel,
    broken: broken.signal,
    forget: (number) => queue.forget({ kind: 'trial', run, number }),
    runner: (journal) => trialRunner(queue, { run, folder, config, journal, repeats, epochs, broken, say }),
  };
}
