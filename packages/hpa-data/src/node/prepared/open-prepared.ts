import { type FileHandle, open } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import type { InputLoader, ModelInputs } from '../../batches/input-loader.js';
import type { ImageLoader } from '../../batches/load-images.js';
import { type CellImage, channelNames } from '../../image/cell-image.js';
import type { ClassLabel } from '../../labels/class-label.js';
import { requireInteger } from '../../require-integer.js';
import type { ChannelFiles, Sample } from '../../sample.js';
import type { SkippedSample } from '../../skipped-sample.js';
import { type ThreadTeam, threadTeam } from '../decoding/thread-team.js';
import { readIndex } from './prepared-index.js';
import { damagedPicture, type PicturePlace, type ReadInputsJob } from './read-inputs.js';
import { parseChecksums, shardLength } from './shard.js';

const inputsWorker = new URL('../../../workers/inputs-worker.mjs', import.meta.url);

/** Options of {@link openPrepared}. */
export interface OpenPreparedOptions {
  /** Threads that make batches of what they read; by default as many as the process may use cores. */
  readonly threads?: number;
}

/** A folder that `prepare` filled, open for reading. */
export interface PreparedPictures {
  /** What was prepared, labels and groups as they were; their channels are addresses in the folder, not files. */
  readonly samples: readonly Sample[];
  /** What could not be prepared, or read from the source before; `samples` has none of it. */
  readonly skipped: readonly SkippedSample[];
  /** What the labels mean. */
  readonly classes: readonly ClassLabel[];
  /** Height and width of every picture, pixels. */
  readonly size: number;
  /** Reads the picture of a sample, by its id, and checks it the first time; `createBatches` has threads do so for whole batches. */
  readonly load: ImageLoader;
  /** Closes the shards and ends the threads. */
  close(): Promise<void>;
}

/** Says whether a folder was filled by `prepare`. */
export async function isPrepared(folder: string): Promise<boolean> {
  return (await readIndex(folder)) !== null;
}

/**
 * Opens a prepared folder. Every shard is known to be there and to have its length once this returns; pictures are
 * checked when they are first read.
 *
 * @throws RangeError where `threads` is not a positive integer. Error naming the folder where it was not prepared to the end, or the shard that is missing or has another
 * length. A load throws an Error naming shard and sample where the picture is damaged; `prepare` builds it again.
 */
export async function openPrepared(
  folder: string,
  { threads = availableParallelism() }: OpenPreparedOptions = {},
): Promise<PreparedPictures> {
  requireInteger(threads, { name: 'threads', minimum: 1 });
  const index = await readIndex(folder);
  if (index === null) {
    throw new Error(
      `${folder}: expected prepared pictures; it has no prepared.json (run prepare, to its end)`,
    );
  }
  const { size } = index;
  const pictureBytes = size ** 2 * channelNames.length;
  const places = new Map<string, OpenPlace>();
  const shards: OpenShard[] = [];
  let team: ThreadTeam<ReadInputsJob, ModelInputs> | undefined;
  const close = async () => {
    await team?.close();
    await Promise.all(shards.map(({ handle }) => handle.close()));
  };
  try {
    let first = 0;
    for (const { file, count } of index.shards) {
      const shard = await openShard(join(folder, file), { count, pictureBytes });
      shards.push(shard);
      const { path, handle } = shard;
      for (const [at, { id }] of index.samples.slice(first, first + count).entries()) {
        const place = { path, fd: handle.fd, at, checksum: shard.checksums[at]! };
        places.set(id, { handle, place });
      }
      first += count;
    }
    for (const id of index.blank) {
      places.delete(id);
    }
  } catch (error) {
    await close();
    throw error;
  }
  /** Pictures whose checksum was found right: once is enough while the shards stay open. */
  const checked = new Set<string>();
  const find = (id: string): OpenPlace => {
    const found = places.get(id);
    if (found === undefined) {
      throw new Error(`${folder} holds no picture ${id}`);
    }
    return found;
  };
  const load = async ({ id }: Sample): Promise<CellImage> => {
    const { handle, place } = find(id);
    // Not zeroed first: the read fills it, or throws.
    const data = new Uint8Array(Buffer.allocUnsafeSlow(pictureBytes).buffer);
    const { bytesRead } = await handle.read(data, 0, pictureBytes, place.at * pictureBytes);
    if (bytesRead !== pictureBytes || (!checked.has(id) && crc32(data) !== place.checksum)) {
      throw new Error(damagedPicture(place));
    }
    checked.add(id);
    return { height: size, width: size, data };
  };
  const inputs: InputLoader = async (samples, options) => {
    const pictures = samples.map(({ sample: { id }, orientation }) => {
      const { place } = find(id);
      return { id, place, orientation, checked: checked.has(id) };
    });
    team ??= threadTeam(inputsWorker, { threads, task: 'reading' });
    const made = await team.ask({ ...options, size, pictures });
    for (const { id } of pictures) {
      checked.add(id);
    }
    return made;
  };
  return {
    samples: index.samples
      .filter(({ id }) => places.has(id))
      .map((sample) => ({ ...sample, channels: addressesIn(folder, sample.id) })),
    skipped: index.skipped,
    classes: index.classes,
    size,
    load: Object.assign(load, { inputs }),
    close,
  };
}

interface OpenShard {
  readonly path: string;
  readonly handle: FileHandle;
  readonly checksums: readonly number[];
}

interface OpenPlace {
  readonly handle: FileHandle;
  readonly place: PicturePlace;
}

async function openShard(
  path: string,
  { count, pictureBytes }: { readonly count: number; readonly pictureBytes: number },
): Promise<OpenShard> {
  const handle = await open(path, 'r');
  try {
    const { size } = await handle.stat();
    const length = shardLength({ count, pictureBytes });
    if (size !== length) {
      throw new Error(
        `${path}: expected ${length} bytes; found ${size} (run prepare again to build this shard anew)`,
      );
    }
    const end = Buffer.alloc(length - count * pictureBytes);
    await handle.read(end, 0, end.length, count * pictureBytes);
    return { path, handle, checksums: parseChecksums(end) };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

function addressesIn(folder: string, id: string): ChannelFiles {
  const [microtubules, protein, nucleus, er] = channelNames.map((name) => `prepared:${folder}/${id}/${name}`);
  return { microtubules: microtubules!, protein: protein!, nucleus: nucleus!, er: er! };
}
