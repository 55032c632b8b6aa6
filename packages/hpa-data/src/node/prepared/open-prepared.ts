import type { FileHandle } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import type { ImageStore } from '../../batches/image-store.js';
import { requireInputs } from '../../batches/require-inputs.js';
import type { ChannelName } from '../../image/cell-image.js';
import { listChannels, sayChannels } from '../../image/list-channels.js';
import type { ClassLabel } from '../../labels/class-label.js';
import type { ResolvedLevels } from '../../levels/levels.js';
import { requireInteger } from '../../require-integer.js';
import type { ChannelFiles, Sample } from '../../sample.js';
import type { SkippedSample } from '../../skipped-sample.js';
import { threadTeam } from '../decoding/thread-team.js';
import { openRegularFile } from '../files/open-regular-file.js';
import { readIndex } from './prepared-index.js';
import { describeDamage, type ImagePlace, type ReadInputsJob } from './read-inputs.js';
import { parseChecksums, shardLength } from './shard.js';

/**
 * Tells whether `prepare` filled a folder.
 *
 * @example
 * import { isPrepared } from '@hpa/data/node';
 * await isPrepared('no/such/folder'); // false
 */
export async function isPrepared(folder: string): Promise<boolean> {
  return (await readIndex(folder)) !== null;
}

/**
 * Opens a prepared folder. Every shard is known to exist and to have its length once this returns; images are checked
 * when they are first read.
 *
 * @throws RangeError if `threads` is not a positive integer.
 * @throws Error naming the folder if `prepare` has not finished in it, or the shard that is missing or has another
 * length. Reading rejects with an Error naming shard and sample if an image is damaged; `prepare` repairs it.
 *
 * @example
 * import { mkdtemp } from 'node:fs/promises';
 * import { tmpdir } from 'node:os';
 * import { join } from 'node:path';
 * import { openPrepared, prepare } from '@hpa/data/node';
 * const folder = await mkdtemp(join(tmpdir(), 'prepared-'));
 * await prepare([], { folder, height: 64, width: 96 });
 * const { images, classes } = await openPrepared(folder);
 * await images.close();
 * [images.height, images.width, classes.length]; // [64, 96, 28]
 */
export async function openPrepared(
  folder: string,
  {
    threads = availableParallelism(),
  }: {
    /** Number of threads that make batches; by default the number of cores that the process may use. */
    readonly threads?: number;
  } = {},
): Promise<{
  /** What was prepared, with its labels and groups; the channels are addresses in the folder, not files. */
  readonly samples: readonly Sample[];
  /** What could not be prepared, and what was skipped before; `samples` has none of it. */
  readonly skipped: readonly SkippedSample[];
  /** What the labels mean. */
  readonly classes: readonly ClassLabel[];
  /** What to know of the images, as `prepare` was told. */
  readonly warnings: readonly string[];
  /** Levels of files that became 0 and 255, if `prepare` was told. */
  readonly levels?: ResolvedLevels;
  /** Micrometers along a pixel of the images, if `prepare` was told and knew the pixels of all files. */
  readonly scale?: number;
  /** How whole images of another shape became ones of this, if `prepare` was told. */
  readonly fit?: 'stretch' | 'pad';
  /** Reads the images, and checks each the first time. Closing it closes the shards and ends the threads. */
  readonly images: ImageStore;
}> {
  requireInteger(threads, { name: 'threads', minimum: 1 });
  const index = await readIndex(folder);
  if (index === null) {
    throw new Error(
      `${folder}: expected a prepared dataset; it has no prepared.json (run prepare until it ends)`,
    );
  }
  const { height, width } = index;
  const channels = listChannels(index);
  const store = { height, width, ...sayChannels(channels) };
  const imageBytes = height * width * channels.length;
  const places = new Map<string, OpenPlace>();
  const shards: OpenShard[] = [];
  const team = threadTeam<ReadInputsJob, Float32Array>(
    new URL('../../../workers/inputs-worker.mjs', import.meta.url),
    {
      threads,
      task: 'reading',
      describe: ({ images }) => `samples ${images.map(({ id }) => id).join(', ')}`,
    },
  );
  const close = async () => {
    await team.close();
    await Promise.all(shards.map(({ handle }) => handle.close()));
  };
  try {
    let first = 0;
    for (const { file, count } of index.shards) {
      const shard = await openShard(join(folder, file), { count, imageBytes });
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
  /** Images whose checksum was right: once is enough while the shards stay open. */
  const checked = new Set<string>();
  const find = (id: string): OpenPlace => {
    const found = places.get(id);
    if (found === undefined) {
      throw new Error(`${folder} holds no image ${id}`);
    }
    return found;
  };
  const images: ImageStore = {
    ...store,
    image: async ({ id }) => {
      const { handle, place } = find(id);
      // Not zeroed first: the read fills it, or throws.
      const data = new Uint8Array(Buffer.allocUnsafeSlow(imageBytes).buffer);
      const { bytesRead } = await handle.read(data, 0, imageBytes, place.at * imageBytes);
      if (bytesRead !== imageBytes || (!checked.has(id) && crc32(data) !== place.checksum)) {
        throw new Error(describeDamage(place));
      }
      checked.add(id);
      return { ...store, data };
    },
    inputs: async (samples, { input, memory }) => {
      requireInputs(samples, { input, store });
      const toRead = samples.map(({ sample: { id }, orientation, image }) => {
        const { place } = find(id);
        return { id, place, orientation, checked: checked.has(id), image };
      });
      const data = await team.ask({ images: toRead, channels, input, memory });
      for (const { id } of toRead) {
        checked.add(id);
      }
      return data;
    },
    close,
  };
  return {
    samples: index.samples
      .filter(({ id }) => places.has(id))
      .map((sample) => ({ ...sample, channels: addressesIn(folder, { id: sample.id, channels }) })),
    skipped: index.skipped,
    classes: index.classes,
    warnings: index.warnings ?? [],
    ...(index.levels !== undefined && { levels: index.levels }),
    ...(index.scale !== undefined && { scale: index.scale }),
    ...(index.fit !== undefined && { fit: index.fit }),
    images,
  };
}

interface OpenShard {
  readonly path: string;
  readonly handle: FileHandle;
  readonly checksums: readonly number[];
}

interface OpenPlace {
  readonly handle: FileHandle;
  readonly place: ImagePlace;
}

async function openShard(
  path: string,
  { count, imageBytes }: { readonly count: number; readonly imageBytes: number },
): Promise<OpenShard> {
  const handle = await openRegularFile(path);
  try {
    const { size } = await handle.stat();
    const length = shardLength({ count, imageBytes });
    if (size !== length) {
      throw new Error(
        `${path}: expected ${length} bytes; found ${size} (run prepare again to rebuild this shard)`,
      );
    }
    const end = Buffer.alloc(length - count * imageBytes);
    await handle.read(end, 0, end.length, count * imageBytes);
    return { path, handle, checksums: parseChecksums(end) };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

function addressesIn(
  folder: string,
  { id, channels }: { readonly id: string; readonly channels: readonly ChannelName[] },
): ChannelFiles {
  return Object.fromEntries(channels.map((name) => [name, `prepared:${folder}/${id}/${name}`]));
}
