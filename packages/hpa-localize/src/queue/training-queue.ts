import { setTimeout as wait } from 'node:timers/promises';
import { connectRedis } from './connect-redis.js';
import {
  type JobName,
  type JobProgress,
  type JobResult,
  jobId,
  parseResult,
  QUEUE_NAME,
  type QueueJob,
  readProgress,
} from './job-schema.js';
import { loadBullmq } from './load-bullmq.js';
import type { QueueAddress } from './queue-address.js';

/** How often the sender looks at a job. */
const LOOK_MS = 250;
/** Results that nobody fetches go after a week. */
const KEPT_SECONDS = 7 * 24 * 3600;

/** The side of a queue that sends jobs to workers. */
export interface TrainingQueue {
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
export async function openTrainingQueue(address: QueueAddress): Promise<TrainingQueue> {
  const { Queue } = await loadBullmq();
  const connection = await connectRedis(address);
  const queue = new Queue(QUEUE_NAME, { connection });
  // What is asked of it waits for a lost connection; a failure of a command is thrown by that command.
  queue.on('error', () => {});
  const kept = { age: KEPT_SECONDS };
  const send = (job: QueueJob) =>
    queue.add(job.kind, job, { jobId: jobId(job), removeOnComplete: kept, removeOnFail: kept });
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
          return sent.failedReason
            ? { outcome: 'failed', name: 'Error', message: `the queue gave it up: ${sent.failedReason}` }
            : parseResult(sent.returnvalue);
        }
        if (signal.aborted) {
          if ((await sent.getState()) !== 'active') {
            await sent.remove().catch(() => {});
          }
          signal.throwIfAborted();
        }
        await wait(LOOK_MS, undefined, { signal }).catch(() => {});
      }
    },
    forget,
    countWorkers: () => queue.getWorkersCount(),
    async close() {
      await queue.close();
      connection.disconnect();
    },
  };
}
