import { setTimeout as wait } from 'node:timers/promises';
import { connectRedis } from './connect-redis.js';
import {
  type JobName,
  type JobProgress,
  type JobResult,
  jobId,
  jobInWords,
  parseResult,
  QUEUE_NAME,
  type QueueJob,
  readProgress,
} from './job-schema.js';
import { loadBullmq } from './load-bullmq.js';
import type { QueueAddress } from './queue-address.js';
import { signSender } from './sender-sign.js';

/** How often the sender looks at a job. A share is large, and to look at it is to fetch it. */
const LOOK_MS = { trial: 250, training: 250, share: 1000 } as const;
/** Results that nobody fetches go after a week. */
const KEPT_SECONDS = 7 * 24 * 3600;

/** The side of a queue that sends jobs to workers. */
export interface JobQueue {
  /**
   * Has a job done and returns how it ended. A job that was sent before is not sent again: its result is awaited.
   *
   * @param onProgress Called with what the worker says, at least once for each change; `stop` ends the job early.
   * @throws AbortError if the signal is aborted: a job that no worker has taken is taken back, another goes on.
   */
  run(
    job: QueueJob,
    options: {
      readonly signal: AbortSignal;
      readonly onProgress: (progress: JobProgress) => Promise<'stop' | 'go on'>;
    },
  ): Promise<JobResult>;
  /** Keeps a sign in Redis that the sender of shares lives, until the queue is closed; without it workers drop them. */
  signSender(run: string): Promise<void>;
  /** Forgets a job that has ended and whose result is recorded. */
  forget(job: JobName): Promise<void>;
  countWorkers(): Promise<number>;
  close(): Promise<void>;
}

/**
 * Opens a queue to send jobs.
 *
 * @throws Error naming host and port if no Redis answers, or saying what to install if BullMQ is not there.
 */
export async function openJobQueue(address: QueueAddress): Promise<JobQueue> {
  const { Queue } = await loadBullmq();
  const connection = await connectRedis(address);
  const queue = new Queue(QUEUE_NAME, { connection });
  // What is asked of it waits for a lost connection; a failure of a command is thrown by that command.
  queue.on('error', () => {});
  const kept = { age: KEPT_SECONDS };
  const send = (job: QueueJob) =>
    queue.add(job.kind, job, { jobId: jobId(job), removeOnComplete: kept, removeOnFail: kept });
  const signs: (() => Promise<void>)[] = [];
  const forget = async (job: JobName): Promise<void> => {
    await queue.remove(jobId(job));
  };
  return {
    async run(job, { signal, onProgress }) {
      for (;;) {
        const sent = await queue.getJob(jobId(job));
        if (sent === undefined) {
          // Not sent yet, or a Redis without a disk has lost it.
          signal.throwIfAborted();
          await send(job);
          continue;
        }
        const isStopped = (sent.data as QueueJob).stop === true;
        const progress = readProgress(sent.progress);
        if (progress !== null && !isStopped && (await onProgress(progress)) === 'stop') {
          await sent.updateData({ ...job, stop: true });
        }
        if (sent.finishedOn !== undefined) {
          // Of which too many workers have died, or which is of another version.
          const what = job.kind === 'share' ? jobInWords(job) : 'it';
          const by = sent.processedBy === undefined ? '' : `, last on ${sent.processedBy}`;
          return sent.failedReason
            ? {
                outcome: 'failed',
                name: 'Error',
                message: `the queue gave ${what} up${by}: ${sent.failedReason}`,
              }
            : parseResult(sent.returnvalue);
        }
        if (signal.aborted) {
          if ((await sent.getState()) !== 'active') {
            await sent.remove().catch(() => {});
          }
          signal.throwIfAborted();
        }
        await wait(LOOK_MS[job.kind], undefined, { signal }).catch(() => {});
      }
    },
    async signSender(run) {
      signs.push(await signSender(connection, run));
    },
    forget,
    async countWorkers() {
      const workers = await queue.getWorkers();
      // Redis lists the clients of all its databases. A Redis that refuses to list them is taken for one with a worker, without a database.
      return workers.filter(({ db = address.database }) => Number(db) === address.database).length;
    },
    async close() {
      for (const takeBack of signs) {
        await takeBack();
      }
      await queue.close();
      connection.disconnect();
    },
  };
}
