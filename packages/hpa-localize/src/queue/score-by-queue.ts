import { setMaxListeners } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import type { SampleScores } from '../localize/score-samples.js';
import { enginesInWords } from './engines-in-words.js';
import type { JobQueue } from './job-queue.js';
import type { JobProgress } from './job-schema.js';
import type { ShareJobs } from './share-jobs.js';
import type { ScoredShare } from './share-schema.js';

/** How often the sender counts workers. */
const COUNT_MS = 1000;
/** Shares that wait beside those under way, so that no worker does. All others wait here: those of others are in the queue too. */
const WAITING = 2;

/**
 * Has workers of a queue score the shares of a table, and puts their scores together in the order of the samples. A share whose scores the
 * queue still has is not scored again. They stay there until they are forgotten.
 *
 * @throws Error naming the file if a worker cannot read one, or the worker and its reason if none is left; AbortError if the signal is
 * aborted: what no worker has begun is taken back.
 */
export async function scoreByQueue(
  queue: JobQueue,
  {
    jobs,
    viewsPerSample,
    signal,
    say,
    onProgress,
  }: {
    readonly jobs: ShareJobs;
    /** How often a sample is scored: by each model, in each orientation. */
    readonly viewsPerSample: number;
    readonly signal: AbortSignal;
    /** Prints one line. */
    readonly say: (line: string) => void;
    /** Called with the number of views that all workers have scored, and of all. */
    readonly onProgress: (progress: { readonly done: number; readonly of: number }) => void;
  },
): Promise<SampleScores> {
  const { run, sizes } = jobs;
  await queue.signSender(run);
  const failure = new AbortController();
  const either = AbortSignal.any([signal, failure.signal]);
  // Every share listens: no leak, which Node warns of at eleven.
  setMaxListeners(0, either);
  const views = sizes.map(() => 0);
  const of = sizes.reduce((sum, size) => sum + size * viewsPerSample, 0);
  const tell = (number: number, done: number): void => {
    views[number - 1] = done;
    onProgress({ done: views.reduce((sum, each) => sum + each, 0), of });
  };
  const watch = watchWorkers(say);

  const scoreShare = async (number: number): Promise<ScoredShare> => {
    const job = await jobs.job(number);
    for (;;) {
      const result = await queue.run(job, {
        signal: either,
        onProgress: async (progress) => {
          watch.see(number, progress);
          tell(number, progress.scored?.views ?? 0);
          return 'go on';
        },
      });
      if (result.outcome === 'scored') {
        tell(number, sizes[number - 1]! * viewsPerSample);
        return result;
      }
      // It may go well another time: a worker that has dropped it saw no sign of this sender, which slept.
      await queue.forget(job);
      if (result.outcome === 'failed') {
        throw new Error(result.message);
      }
    }
  };

  const scored: Promise<ScoredShare>[] = [];
  const underWay = new Set<Promise<unknown>>();
  try {
    while (scored.length < sizes.length || underWay.size > 0) {
      const workers = await queue.countWorkers();
      watch.requireSome(workers);
      while (scored.length < sizes.length && underWay.size < 2 * workers + WAITING) {
        const share = scoreShare(scored.length + 1);
        scored.push(share);
        underWay.add(share);
        share.then(
          () => underWay.delete(share),
          (error: unknown) => failure.abort(error),
        );
      }
      await Promise.race([...underWay, wait(COUNT_MS, undefined, { signal: either })]);
    }
  } catch (error) {
    failure.abort(error);
    await Promise.allSettled(scored);
    if (signal.aborted) {
      say('for a week, the same command finds the shares that are done or under way');
      signal.throwIfAborted();
    }
    // What failed first is why the others were taken back.
    throw failure.signal.reason;
  }
  const shares = await Promise.all(scored);
  say(enginesInWords(shares));
  return join(shares, { samples: sizes.reduce((sum, size) => sum + size, 0) });
}

function join(shares: readonly ScoredShare[], { samples }: { readonly samples: number }): SampleScores {
  const ids = shares.flatMap((share) => share.ids);
  if (ids.length === 0) {
    throw new Error(`none of ${samples} samples could be loaded; the list of skipped ones says why`);
  }
  return {
    ids,
    scores: shares.flatMap((share) => share.scores),
    ...(shares.some(({ unlike }) => unlike) && { unlike: shares.flatMap(({ unlike = [] }) => unlike) }),
    skipped: shares.flatMap((share) => share.skipped),
  };
}

/** Says each worker once, with its engine, and once why one cannot work. */
function watchWorkers(say: (line: string) => void): {
  see(number: number, progress: JobProgress): void;
  /** Throws the reason of the worker that ended last if none is left. */
  requireSome(workers: number): void;
} {
  const engines = new Map<string, string>();
  const reasons = new Map<string, string>();
  return {
    see(number, { worker, scored, refusals = [] }) {
      for (const { worker: other, reason } of refusals) {
        if (!reasons.has(other)) {
          say(`worker ${other} gives share ${number} back, and ends: ${reason}`);
        }
        reasons.set(other, reason);
      }
      if (scored && !engines.has(worker)) {
        say(`worker ${worker}: ${scored.engine}`);
        engines.set(worker, scored.engine);
      }
    },
    requireSome(workers) {
      const [last] = [...reasons].slice(-1);
      if (workers === 0 && last !== undefined) {
        throw new Error(`no worker is left: ${last[0]}: ${last[1]}`);
      }
    },
  };
}
