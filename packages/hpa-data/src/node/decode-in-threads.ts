import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { CellImage } from '../cell-image.js';
import type { ImageLoader } from '../load-images.js';
import { requireInteger } from '../require-integer.js';
import type { ReadCellImageOptions } from './read-cell-image.js';

/** Options of {@link decodeInThreads}: how pictures are read, and by how many threads. */
export interface DecodeInThreadsOptions extends ReadCellImageOptions {
  /** Worker threads; by default as many as the process may use cores. */
  readonly threads?: number;
}

/** Threads that decode pictures. */
export interface DecodingThreads {
  /** Reads the picture of a sample as `readCellImage` does, in whichever thread has least to do. */
  readonly load: ImageLoader;
  /** Ends the threads; what they were asked for and have not delivered fails. */
  close(): Promise<void>;
}

/**
 * Starts threads that read pictures, so that decoding uses all cores and goes on while this thread computes: every
 * request lies in a thread's queue at once, and needs this one again only for its result.
 *
 * Idle threads do not keep the process alive.
 *
 * @throws RangeError where `threads` or `size` is not a positive integer. A load fails as `readCellImage` does, or with
 * an Error naming the thread that ended.
 */
export function decodeInThreads({
  threads = availableParallelism(),
  ...reading
}: DecodeInThreadsOptions = {}): DecodingThreads {
  requireInteger(threads, { name: 'threads', least: 1 });
  if (reading.size !== undefined) requireInteger(reading.size, { name: 'size', least: 1 });
  const team = Array.from({ length: threads }, () => startThread(reading));
  return {
    load: ({ channels }) => {
      const idlest = team.reduce((best, thread) => (thread.waiting.size < best.waiting.size ? thread : best));
      return request(idlest, channels);
    },
    close: async () => {
      await Promise.all(team.map(({ worker }) => worker.terminate()));
    },
  };
}

interface Thread {
  readonly worker: Worker;
  /** Who waits for which ticket. */
  readonly waiting: Map<number, { resolve(image: CellImage): void; reject(error: Error): void }>;
  /** Tickets given out so far. */
  tickets: number;
  /** Why it takes no more requests. */
  ended?: Error;
}

interface Answer {
  readonly ticket: number;
  readonly image: CellImage;
  readonly error?: Error;
}

function startThread(reading: ReadCellImageOptions): Thread {
  const worker = new Worker(new URL('../../workers/decode-worker.mjs', import.meta.url), {
    workerData: reading,
    execArgv: [],
  });
  const thread: Thread = { worker, waiting: new Map(), tickets: 0 };
  const end = (reason: string, cause?: unknown): void => {
    thread.ended ??= new Error(`a decoding thread ended: ${reason}`, { cause });
    for (const { reject } of thread.waiting.values()) reject(thread.ended);
    thread.waiting.clear();
  };
  worker.on('message', ({ ticket, image, error }: Answer) => {
    const { resolve, reject } = thread.waiting.get(ticket)!;
    thread.waiting.delete(ticket);
    if (thread.waiting.size === 0) worker.unref();
    if (error === undefined) resolve(image);
    else reject(error);
  });
  worker.on('error', (error) => end(error.message, error));
  worker.on('exit', () => end('it was closed'));
  worker.unref();
  return thread;
}

function request(thread: Thread, channels: Parameters<ImageLoader>[0]['channels']): Promise<CellImage> {
  return new Promise((resolve, reject) => {
    if (thread.ended !== undefined) {
      reject(thread.ended);
      return;
    }
    const ticket = thread.tickets++;
    thread.waiting.set(ticket, { resolve, reject });
    // A process that waits for a picture stays alive for it.
    thread.worker.ref();
    thread.worker.postMessage({ ticket, channels });
  });
}
