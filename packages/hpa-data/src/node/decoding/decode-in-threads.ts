import { availableParallelism } from 'node:os';
import type { InputLoader } from '../../batches/input-loader.js';
import type { ImageLoader } from '../../batches/load-images.js';
import type { CellImage } from '../../image/cell-image.js';
import { channelCount } from '../../image/compose-channels.js';
import type { Orientation } from '../../image/orient-image.js';
import type { ModelInputOptions } from '../../image/to-model-input.js';
import { requireInteger } from '../../require-integer.js';
import type { ChannelFiles, Sample } from '../../sample.js';
import { sharedFloat32 } from '../prepared/shared-float32.js';
import type { ReadCellImageOptions } from './read-cell-image.js';
import { threadTeam } from './thread-team.js';

/** Options of {@link decodeInThreads}: how pictures are read, and by how many threads. */
export interface DecodeInThreadsOptions extends ReadCellImageOptions {
  /** Worker threads; by default as many as the process may use cores. */
  readonly threads?: number;
}

/** Threads that decode pictures. */
export interface DecodingThreads {
  /** Reads the picture of a sample as `readCellImage` does, in whichever thread has least to do; with a size, also whole batches. */
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
  requireInteger(threads, { name: 'threads', minimum: 1 });
  if (reading.size !== undefined) {
    requireInteger(reading.size, { name: 'size', minimum: 1 });
  }
  const { ask, close } = threadTeam<DecodeJob, CellImage | undefined>(
    new URL('../../../workers/decode-worker.mjs', import.meta.url),
    { threads, workerData: reading, task: 'decoding' },
  );
  const load = async ({ channels }: Sample): Promise<CellImage> => (await ask({ channels })) as CellImage;
  const { size } = reading;
  // Rows have their places in a batch only where all pictures are of one size.
  return {
    load: size === undefined ? load : Object.assign(load, { inputs: inputsOf(ask, { size }) }),
    close,
  };
}

interface DecodeJob {
  readonly channels: ChannelFiles;
  /** Where the model input goes, and how it is made; without it the picture itself is the answer. */
  readonly row?: ModelInputOptions & { readonly input: Float32Array; readonly orientation: Orientation };
}

/** Each picture is a job of its own, so that all threads work on the batch that is wanted next. */
function inputsOf(
  ask: (job: DecodeJob) => Promise<unknown>,
  { size }: { readonly size: number },
): InputLoader {
  return async (samples, { memory, ...options }) => {
    const rowLength = size ** 2 * channelCount(options.composition);
    const data = sharedFloat32(memory, samples.length * rowLength);
    const rows = samples.map(async ({ sample: { id, channels }, orientation }, index) => {
      const input = data.subarray(index * rowLength, (index + 1) * rowLength);
      try {
        await ask({ channels, row: { ...options, input, orientation } });
      } catch (cause) {
        throw new Error(`sample ${id}: ${(cause as Error).message}`, { cause });
      }
    });
    // All have ended before one throws: none writes into memory that serves the next batch, and the first in order is named.
    await Promise.allSettled(rows);
    await Promise.all(rows);
    return { height: size, width: size, data };
  };
}
