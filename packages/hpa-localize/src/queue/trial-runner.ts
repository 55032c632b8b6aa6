import { resolve } from 'node:path';
import type { search } from '@hpa/train';
import type { SearchConfig } from '../search/search-config.js';
import type { JobQueue } from './job-queue.js';
import { portableConfig } from './portable-config.js';
import { progressLines } from './progress-lines.js';

type SearchOptions = Parameters<typeof search>[2];

/**
 * Makes the runner of a search whose trials workers of a queue do. Whatever is wrong with the queue itself is no failure of a trial:
 * it aborts the signal, with which the search must end too.
 */
export function trialRunner(
  queue: JobQueue,
  {
    run,
    folder,
    config,
    journal,
    repeats,
    epochs,
    broken,
    say,
  }: {
    /** Its name in the queue. */
    readonly run: string;
    readonly folder: string;
    readonly config: SearchConfig;
    readonly journal: Pick<NonNullable<SearchOptions['journal']>, 'trials'>;
    /** Trainings of each trial, and epochs of each. */
    readonly repeats: number;
    readonly epochs: number;
    readonly broken: AbortController;
    /** Prints one line. */
    readonly say: (line: string) => void;
  },
): NonNullable<SearchOptions['runner']> {
  const sent = portableConfig(config);
  return async ({ parameters, trial }) => {
    const { number, seed, signal } = trial;
    const own = { run, folder: resolve(folder), config: sent };
    const job = { ...own, kind: 'trial', number, seed, parameters, repeats } as const;
    const show = progressLines(`trial ${number}`, { epochs: epochs * repeats, say });
    const recorded = await reportsOf(number);
    let pruned: Error | null = null;
    const ask = () =>
      queue.run(job, {
        signal,
        onProgress: async (progress) => {
          show(progress);
          for (const [step, value] of progress.reports) {
            if (pruned === null && !recorded.has(step)) {
              recorded.add(step);
              await trial.report(step, value).catch((error: Error) => {
                if (error.name !== 'Pruned') {
                  throw error;
                }
                pruned = error;
              });
            }
          }
          return pruned === null ? 'go on' : 'stop';
        },
      });
    try {
      let result = await ask();
      while (result.outcome === 'stopped' && pruned === null) {
        // An earlier sender had it stopped, and died before it could say why.
        await queue.forget(job);
        result = await ask();
      }
      if (pruned !== null || result.outcome === 'stopped') {
        throw pruned;
      }
      if (result.outcome === 'failed') {
        throw new TrialFailed(result);
      }
      if (result.outcome !== 'complete') {
        throw new Error(`trial ${number} ended as a share does: ${result.outcome}`);
      }
      return result.value!;
    } catch (error) {
      if (error !== pruned && !(error instanceof TrialFailed) && !signal.aborted) {
        broken.abort(error);
      }
      throw error;
    }
  };

  async function reportsOf(number: number): Promise<Set<number>> {
    const trials = await journal.trials();
    const known = trials.find((trial) => trial.number === number)?.reports ?? [];
    return new Set(known.map(([step]) => step));
  }
}

/** The error of a trial as its worker had it. */
class TrialFailed extends Error {
  constructor({ name, message }: { readonly name: string; readonly message: string }) {
    super(message);
    this.name = name;
  }
}
