import { Worker } from 'node:worker_threads';

/** Options of {@link threadTeam}. */
export interface ThreadTeamOptions {
  /** Worker threads. */
  readonly threads: number;
  /** What each is given at its start. */
  readonly workerData?: unknown;
  /** What they do, in an error: `decoding`. */
  readonly task: string;
}

/** Threads that all do the same. */
export interface ThreadTeam<Job, Result> {
  /** Has a job done by whichever thread has least to do. */
  readonly ask: (job: Job) => Promise<Result>;
  /** Ends the threads; what they were asked for and have not delivered fails. */
  close(): Promise<void>;
}

/**
 * Starts threads that answer messages `{ ticket, job }` by `{ ticket, result }` or `{ ticket, error }`: every job lies in
 * a thread's queue at once, and needs this one again only for its result.
 *
 * Idle threads do not keep the process alive. A job fails as it failed there, or with an Error where its thread ended.
 */
export function threadTeam<Job, Result>(
  script: URL,
  { threads, workerData, task }: ThreadTeamOptions,
): ThreadTeam<Job, Result> {
  const team = Array.from({ length: threads }, () => startThread<Result>(script, { workerData, task }));
  return {
    ask: (job) => {
      const idlest = team.reduce((best, thread) => (thread.waiting.size < best.waiting.size ? thread : best));
      return request(idlest, job);
    },
    close: async () => {
      await Promise.all(team.map(({ worker }) => worker.terminate()));
    },
  };
}

interface Thread<Result> {
  readonly worker: Worker;
  /** Who waits for which ticket. */
  readonly waiting: Map<number, { resolve(result: Result): void; reject(error: Error): void }>;
  /** Tickets given out so far. */
  tickets: number;
  /** Why it takes no more requests. */
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
  const thread: Thread<Result> = { worker, waiting: new Map(), tickets: 0 };
  const end = (reason: string, cause?: unknown): void => {
    thread.ended ??= new Error(`a ${task} thread ended: ${reason}`, { cause });
    for (const { reject } of thread.waiting.values()) {
      reject(thread.ended);
    }
    thread.waiting.clear();
  };
  worker.on('message', ({ ticket, result, error }: Answer<Result>) => {
    const { resolve, reject } = thread.waiting.get(ticket)!;
    thread.waiting.delete(ticket);
    if (thread.waiting.size === 0) {
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
    thread.waiting.set(ticket, { resolve, reject });
    // A process that waits for a result stays alive for it.
    thread.worker.ref();
    thread.worker.postMessage({ ticket, job });
  });
}
