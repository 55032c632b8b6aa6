import { hostname } from 'node:os';
import type { Job as TakenJob } from 'bullmq';
import type { Redis } from 'ioredis';
import { complain, say } from '../../command-line/say.js';
import {
  type JobProgress,
  type JobResult,
  jobInWords,
  parseJob,
  QUEUE_NAME,
  readProgress,
} from '../../queue/job-schema.js';
import { loadBullmq } from '../../queue/load-bullmq.js';
import { isSenderThere } from '../../queue/sender-sign.js';
import type { DoJob, JobOpener } from './open-jobs.js';

/** How often a worker asks whether the sender still wants a job. */
const LOOK_MS = 1000;
/** A job that has ended so many workers is given up, so that one that no memory can hold does not end them all. */
const MOST_DEATHS = 5;

/**
 * Takes jobs from a queue, one at a time, until the signal is aborted or one cannot be done here: a job under way is given back then,
 * after its checkpoint.
 *
 * @returns Why a job could not be done here; null if the signal ended it.
 */
export async function takeJobs(
  connection: Redis,
  {
    lostAfter,
    open,
    signal,
  }: {
    /** Seconds without a sign of life after which a worker counts as dead. */
    readonly lostAfter: number;
    /** Opens what a job needs. */
    readonly open: JobOpener['open'];
    readonly signal: AbortSignal;
  },
): Promise<Error | null> {
  const { Worker, Job, WaitingError } = await loadBullmq();
  const name = `${hostname()}:${process.pid}`;
  let refusal: Error | null = null;
  let current: AbortController | null = null;

  const giveBack = async (job: TakenJob, token: string | undefined): Promise<never> => {
    // Before the job is back in the queue, or this worker would take it again.
    end();
    await job.moveToWait(token);
    throw new WaitingError();
  };

  const take = async (job: TakenJob, token: string | undefined): Promise<JobResult> => {
    const wanted = parseJob(job.data);
    const words = jobInWords(wanted);
    if (signal.aborted) {
      return giveBack(job, token);
    }
    if (wanted.kind === 'share' && !(await isSenderThere(connection, wanted.run))) {
      say(`${words}: left, for its sender is gone`);
      return { outcome: 'stopped' };
    }
    const before = readProgress(job.progress);
    let progress: JobProgress = { reports: [], ...before, worker: name };
    const tell = (said: Partial<JobProgress>): Promise<void> => {
      progress = { ...progress, ...said };
      return job.updateProgress(progress);
    };
    let doJob: DoJob;
    try {
      doJob = await open(wanted);
    } catch (error) {
      const reason = (error as Error).message;
      refusal = new Error(`${words} cannot be done here, and is given back: ${reason}`);
      await tell({ refusals: [...(before?.refusals ?? []), { worker: name, reason }] });
      return giveBack(job, token);
    }
    const own = new AbortController();
    current = own;
    const { reports } = progress;
    await tell({});
    const watch = setInterval(async () => {
      // Without an answer it goes on.
      const now = await Job.fromId(worker, job.id!).catch(() => undefined);
      if (now?.data.stop === true) {
        own.abort('the sender needs it no more');
      }
    }, LOOK_MS);
    try {
      say(
        `${words}: begun${reports.length === 0 ? '' : `, after epoch ${reports.length} of another worker`}`,
      );
      const result = await doJob({
        signal: AbortSignal.any([signal, own.signal]),
        worker: name,
        reports,
        tell,
      });
      say(`${words}: done`);
      return result;
    } catch (error) {
      if (own.signal.aborted) {
        say(`${words}: stopped: ${own.signal.reason}`);
        return { outcome: 'stopped' };
      }
      if (signal.aborted) {
        say(`${words}: given back`);
        return giveBack(job, token);
      }
      const { name: kind, message } = error as Error;
      say(`${words}: failed: ${message}`);
      return { outcome: 'failed', name: kind, message };
    } finally {
      clearInterval(watch);
      current = null;
    }
  };

  const worker = new Worker(QUEUE_NAME, (job: TakenJob, token?: string) => take(job, token), {
    connection,
    name,
    concurrency: 1,
    lockDuration: lostAfter * 1000,
    stalledInterval: (lostAfter * 1000) / 2,
    maxStalledCount: MOST_DEATHS,
  });
  let ended: Promise<void> | null = null;
  const end = (): void => {
    ended ??= worker.close();
  };
  const closed = new Promise<void>((resolve) => {
    worker.on('closed', resolve);
  });
  let lastError = '';
  worker.on('error', ({ message }) => {
    if (message !== lastError) {
      lastError = message;
      complain(`warning: the queue: ${message}`);
    }
  });
  worker.on('ready', () => {
    lastError = '';
  });
  worker.on('lockRenewalFailed', () => current?.abort('another worker has taken it'));
  signal.addEventListener('abort', end, { once: true });
  if (signal.aborted) {
    end();
  }
  await closed;
  await ended;
  return refusal;
}
