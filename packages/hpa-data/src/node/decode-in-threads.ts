import { availableParallelism } from 'node:os';
import type { CellImage } from '../cell-image.js';
import type { ImageLoader } from '../load-images.js';
import { requireInteger } from '../require-integer.js';
import type { ChannelFiles } from '../sample.js';
import type { ReadCellImageOptions } from './read-cell-image.js';
import { threadTeam } from './thread-team.js';

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
  const { ask, close } = threadTeam<ChannelFiles, CellImage>(
    new URL('../../workers/decode-worker.mjs', import.meta.url),
    { threads, workerData: reading, task: 'decoding' },
  );
  return { load: ({ channels }) => ask(channels), close };
}
