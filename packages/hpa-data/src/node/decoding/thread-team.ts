import { Worker } from 'node:worker_threads';

/** Threads that all run one script. */
export interface ThreadTeam<Job, Result> {
  /** Has the thread with the shortest queue do a job. */
  ask(job: Job): Promise<Result>;
  /** Ends the threads; jobs that are pending or asked for later reject. */
  close(): Promise<void>;
}

/**
 * A team of threads that answer messages `{ ticket, job }` with `{ ticket, result }` or `{ ticket, error }`. They start
 * with the first job. Jobs are queued in the threads, which need the calling thread only to deliver results.
 *
 * Idle threads do not keep the process alive. A job rejects as it failed in its thread, or with an Error if its thread
 * ended.
 */
export function threadTeam<Job, Result>(
  script: URL,
  {
    threads,
    workerData,
    task,
  }: {
    /** Number of threads. */
    readonly threads: number;
    /** What each gets at its start. */
    readonly workerData?: unknown;
    /** What they do, for errors: `decoding`. */
    readonly task: string;
  },
): ThreadTeam<Job, Result> {
  let team: readonly Thread<Result>[] | undefined;
  let closed = false;
  const start = () =>
    Array.from({ length: threads }, () => startThread<Result>(script, { workerData, task }));
  return {
    ask: async (job) => {
      if (closed) {
        throw new Error(`a ${task} thread ended: it was closed`);
      }
      team ??= start();
      const idlest = team.reduce((best, thread) => (thread.pending.size < best.pending.size ? thread : best));
      return request(idlest, job);
    },
    close: async () => {
      closed = true;
      await Promise.all((team ?? []).map(({ worker }) => worker.terminate()));
    },
  };
}

interface Thread<Result> {
  readonly worker: Worker;
  /** Jobs without an answer, by ticket. */
  readonly pending: Map<number, { resolve(result: Result): void; reject(error: Error): void }>;
  /** Tickets given out so far. */
  tickets: number;
  /** Why it takes no more jobs. */
  ended?: Error;
}

interface Answer<Result> {
  readonly ticket: number;
  readonly result: Result;
  readonly error?: Error;
}

function startThread<Result>(
  script: URL,
  { workerData, task }: { readonly workerData: unknown; readonly task: string },
): Thread<Result> {
  const worker = new Worker(script, { workerData, execArgv: [] });
  const thread: Thread<Result> = { worker, pending: new Map(), tickets: 0 };
  const end = (reason: string, cause?: unknown): void => {
    thread.ended ??= new Error(`a ${task} thread ended: ${reason}`, { cause });
    for (const { reject } of thread.pending.values()) {
      reject(thread.ended);
    }
    thread.pending.clear();
  };
  worker.on('message', ({ ticket, result, error }: Answer<Result>) => {
    const { resolve, reject } = thread.pending.get(ticket)!;
    thread.pending.delete(ticket);
    if (thread.pending.size === 0) {
      worker.unref();
    }
    if (error === undefined) {
      resolve(result);
    } else {
      reject(error);
    }
  });
  worker.on('error', (error) => end(error.message, error));
  worker.on('exit', () => end('it was closed'));
  worker.unref();
  return thread;
}

function request<Result>(thread: Thread<Result>, job: unknown): Promise<Result> {
  return new Promise((resolve, reject) => {
    if (thread.ended !== undefined) {
      reject(thread.ended);
      return;
    }
    const ticket = thread.tickets++;
    thread.pending.set(ticket, { resolve, reject });
    // The process stays alive for a pending result.
    thread.worker.ref();
    thread.worker.postMessage({ ticket, job });
  });
}
