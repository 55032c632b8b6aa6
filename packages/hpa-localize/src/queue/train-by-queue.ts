import { setMaxListeners } from 'node:events';
import { resolve } from 'node:path';
import type { RunConfig } from '../experiment/run-config.js';
import type { Recipe } from '../recipes/recipe-schema.js';
import type { JobQueue } from './job-queue.js';
import type { QueueJob } from './job-schema.js';
import { portableConfig } from './portable-config.js';
import { progressLines } from './progress-lines.js';

/**
 * Has workers of a queue do trainings of a run, all at once. Their results are in the run folder, as those of trainings in this process.
 * A training whose loss diverges leaves its result there too.
 *
 * @throws Error naming the training if one cannot be done; AbortError if the signal is aborted: what workers have begun goes on.
 */
export async function trainByQueue(
  trainings: readonly {
    /** Its folder in the run folder, such as `gapnet-pl/repeat-2`. */
    readonly key: string;
    readonly recipe: Recipe;
  }[],
  {
    queue,
    run,
    folder,
    config,
    signal,
    say,
  }: {
    readonly queue: JobQueue;
    /** Its name in the queue. */
    readonly run: string;
    readonly folder: string;
    readonly config: RunConfig;
    readonly signal: AbortSignal;
    /** Prints one line. */
    readonly say: (line: string) => void;
  },
): Promise<void> {
  const sent = portableConfig(config);
  const failure = new AbortController();
  const either = AbortSignal.any([signal, failure.signal]);
  // Every training listens: no leak, which Node warns of at eleven.
  setMaxListeners(0, either);
  const train = async ({ key, recipe }: (typeof trainings)[number]): Promise<void> => {
    const job: QueueJob = { kind: 'training', run, folder: resolve(folder), config: sent, key };
    const show = progressLines(key, { epochs: recipe.epochs, say });
    const result = await queue.run(job, {
      signal: either,
      onProgress: async (progress) => {
        show(progress);
        return 'go on';
      },
    });
    // Its result is in its folder: a job of that name may be sent again.
    await queue.forget(job);
    if (result.outcome === 'failed') {
      throw new Error(`${key}: ${result.message}`);
    }
    say(`${key}: trained`);
  };
  const ends = await Promise.allSettled(
    trainings.map((training) =>
      train(training).catch((error: unknown) => {
        failure.abort(error);
        throw error;
      }),
    ),
  );
  // What failed first is why the others were taken back.
  if (failure.signal.aborted && ends.some(({ status }) => status === 'rejected')) {
    throw failure.signal.reason;
  }
}
