import {
  enter,
  FAILED,
  isAnnounced,
  isBefore,
  isDone,
  type JobRing,
  KERNEL,
  leave,
  nextJob,
  RUNNING,
  SLOTS,
  slotOf,
} from './job-ring.js';
import type { AwaitUntil } from './job-waiter.js';
import { reportFailure } from './ring-failure.js';
import { type JobWorker, runJob } from './run-job.js';

/**
 * How often a thread without a processor of its own looks for work, in milliseconds. Nobody wakes it: to wait for its turn at the end
 * of each kernel would take longer than its help saves.
 */
const STAND_BY = 20;

/** How often it looks while it finds none. */
const LONGEST_STAND_BY = 640;

/**
 * Works on the jobs of a ring, as any thread but 0 does, until the ring fails. If a kernel traps, the ring fails for all threads.
 *
 * @param options.names Of the kernels, in the order in which jobs number them.
 * @param options.beforeEach Called before each job.
 */
export function runJobs(
  ring: JobRing,
  worker: JobWorker,
  {
    awaitUntil,
    names,
    beforeEach = () => {},
  }: {
    readonly awaitUntil: AwaitUntil;
    readonly names: readonly string[];
    readonly beforeEach?: (job: number) => void;
  },
): void {
  const { thread } = worker;
  let pause = STAND_BY;
  const standsBy = thread >= ring.counters[RUNNING]!;
  for (let job = 0; ; job = (job + 1) | 0) {
    beforeEach(job);
    if (standsBy && Atomics.wait(ring.counters, FAILED, 0, pause) !== 'timed-out') {
      return;
    }
    try {
      if (!standsBy) {
        awaitUntil(isAnnounced, job);
      }
      const oldest = (nextJob(ring) - SLOTS) | 0;
      if (isBefore(job, oldest)) {
        job = oldest;
      }
      while (isAnnounced(ring, job) && isDone(ring, job)) {
        job = (job + 1) | 0;
      }
      if (!isAnnounced(ring, job)) {
        job = (job - 1) | 0;
        pause = Math.min(LONGEST_STAND_BY, 2 * pause);
        continue;
      }
      pause = STAND_BY;
      awaitUntil(isDone, (job - 1) | 0);
    } catch {
      return; // The ring has failed, and the thread that reported it said why.
    }
    if (enter(ring, { thread, job })) {
      try {
        runJob(ring, job, worker);
      } catch (error) {
        const name = names[slotOf(ring, job).numbers[KERNEL]!]!;
        reportFailure(ring, trapMessage(name, { thread, threads: ring.threads, error }));
        return;
      }
      leave(ring, thread);
    }
  }
}

/** What to say of a kernel that threw, such as on an address out of bounds. */
export function trapMessage(
  kernel: string,
  { thread, threads, error }: { readonly thread: number; readonly threads: number; readonly error: unknown },
): string {
  const reason = error instanceof Error ? error.message : String(error);
  return `kernel ${kernel} failed on thread ${thread} of ${threads}: ${reason}`;
}
