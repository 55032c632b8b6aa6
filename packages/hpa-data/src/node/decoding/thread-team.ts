import { Worker } from 'node:worker_threads';

/** Threads that all run one script. */
export interface ThreadTeam<Job, Result> {
  /** Has the thread with the shortest queue do a job, or the one that did the job before if both have the same key. */
  ask(job: Job): Promise<Result>;
  /** Ends the threads; jobs that are pending or asked for later reject. */
  close(): Promise<void>;
}

/**
 * A team of threads that answer messages `{ ticket, job }` with `{ ticket, result }` or `{ ticket, error }`. They start
 * with the first job. Jobs are queued in the threads, which need the calling thread only to deliver results.
 *
 * Idle threads do not keep the process alive. A job rejects as it failed in its thread. If a thread ends by itself, another takes its
 * place, and each of its jobs is done once more, one at a time in a thread of their own: one that ends this thread too rejects with an
 * Error naming it, and none takes others along.
 */
export function threadTeam<Job, Result>(
  script: URL,
  {
    threads,
    workerData,
    task,
    describe,
    keyOf,
  }: {
    /** Number of threads. */
    readonly threads: number;
    /** What each gets at its start. */
    readonly workerData?: unknown;
    /** What they do, for errors: `decoding`. */
    readonly task: string;
    /** What to call a job in errors, such as its files. */
    readonly describe: (job: Job) => string;
    /** Names what a thread keeps from one job for the next; by default, and where it is undefined, nothing. */
    readonly keyOf?: (job: Job) => string | undefined;
  },
): ThreadTeam<Job, Result> {
  const team: Thread<Job, Result>[] = [];
  /** Which thread did the last job that had a key. */
  let last: { readonly key: string; readonly thread: Thread<Job, Result> } | undefined;
  /** Threads that do again what others left, one job after another. */
  const extra = new Set<Thread<Job, Result>>();
  let closed = false;

  const start = (): Thread<Job, Result> =>
    startThread<Job, Result>(script, {
      workerData,
      task,
      onLeft: (left) => {
        void doAgain(left);
      },
    });

  async function doAgain(left: readonly Pending<Job, Result>[]): Promise<void> {
    for (const { job, resolve, reject } of left) {
      let thread: Thread<Job, Result> | undefined;
      try {
        if (closed) {
          throw closedError(task);
        }
        thread = startThread<Job, Result>(script, { workerData, task });
        extra.add(thread);
        resolve(await request(thread, job));
      } catch (error) {
        const { message } = error as Error;
        const again = thread?.ended !== undefined && !closed;
        reject(
          again
            ? new Error(`${describe(job)}: ${message}, the second time`, { cause: error })
            : (error as Error),
        );
      }
      if (thread !== undefined) {
        extra.delete(thread);
        await thread.worker.terminate();
      }
    }
  }

  return {
    ask: async (job) => {
      if (closed) {
        throw closedError(task);
      }
      for (let index = 0; index < threads; index++) {
        if (team[index] === undefined || team[index]!.ended !== undefined) {
          team[index] = start();
        }
      }
      const key = keyOf?.(job);
      if (key !== undefined && last?.key === key && last.thread.ended === undefined) {
        return request(last.thread, job);
      }
      const idlest = team.reduce((best, thread) => (thread.pending.size < best.pending.size ? thread : best));
      last = key === undefined ? last : { key, thread: idlest };
      return request(idlest, job);
    },
    close: async () => {
      closed = true;
      const all = [...team, ...extra];
      for (const thread of all) {
        thread.end('it was closed');
      }
      await Promise.all(all.map(({ worker }) => worker.terminate()));
    },
  };
}

function closedError(task: string): Error {
  return new Error(`a ${task} thread ended: it was closed`);
}

/** A job without an answer. */
interface Pending<Job, Result> {
  readonly job: Job;
  resolve(result: Result): void;
  reject(error: Error): void;
}

interface Thread<Job, Result> {
  readonly worker: Worker;
  /** Jobs without an answer, by ticket. */
  readonly pending: Map<number, Pending<Job, Result>>;
  /** Tickets given out so far. */
  tickets: number;
  /** Why it takes no more jobs. */
  ended?: Error;
  /** Takes no more jobs, and rejects those without an answer. */
  end(reason: string): void;
}

interface Answer<Result> {
  readonly ticket: number;
  readonly result: Result;
  readonly error?: Error;
}

/** @param options.onLeft Takes the jobs that are left when the thread ends by itself; by default, they reject. */
function startThread<Job, Result>(
  script: URL,
  {
    workerData,
    task,
    onLeft,
  }: {
    readonly workerData: unknown;
    readonly task: string;
    readonly onLeft?: (left: readonly Pending<Job, Result>[]) => void;
  },
): Thread<Job, Result> {
  const worker = new Worker(script, { workerData, execArgv: [] });
  const end = (reason: string, cause?: unknown): Pending<Job, Result>[] => {
    thread.ended ??= new Error(`a ${task} thread ended: ${reason}`, { cause });
    const left = [...thread.pending.values()];
    thread.pending.clear();
    return left;
  };
  const reject = (left: readonly Pending<Job, Result>[]): void => {
    for (const { reject } of left) {
      reject(thread.ended!);
    }
  };
  const thread: Thread<Job, Result> = {
    worker,
    pending: new Map(),
    tickets: 0,
    end: (reason) => reject(end(reason)),
  };
  worker.on('message', ({ ticket, result, error }: Answer<Result>) => {
    const job = thread.pending.get(ticket);
    if (job === undefined) {
      return; // The team was closed.
    }
    thread.pending.delete(ticket);
    if (thread.pending.size === 0) {
      worker.unref();
    }
    if (error === undefined) {
      job.resolve(result);
    } else {
      job.reject(error);
    }
  });
  worker.on('error', (error) => (onLeft ?? reject)(end(error.message, error)));
  worker.on('exit', (code) => (onLeft ?? reject)(end(`it exited with code ${code}`)));
  worker.unref();
  return thread;
}

function request<Job, Result>(thread: Thread<Job, Result>, job: Job): Promise<Result> {
  return new Promise((resolve, reject) => {
    if (thread.ended !== undefined) {
      reject(thread.ended);
      return;
    }
    const ticket = thread.tickets++;
    thread.pending.set(ticket, { job, resolve, reject });
    // The process stays alive for a pending result.
    thread.worker.ref();
    thread.worker.postMessage({ ticket, job });
  });
}
