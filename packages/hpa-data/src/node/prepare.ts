import { mkdir, readdir, rm, stat, statfs } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import { crc32 } from 'node:zlib';
import { type LoadedSample, loadImages } from '../load-images.js';
import { type Location, locations } from '../locations.js';
import { requireInteger } from '../require-integer.js';
import type { Sample } from '../sample.js';
import { decodeInThreads } from './decode-in-threads.js';
import { writeIndex } from './prepared-index.js';
import type { ReadCellImageOptions } from './read-cell-image.js';
import { checksumBytes, damageOf, isShardName, nameShard, type Shard, shardLength } from './shard.js';
import { partialSuffix, writeWhole } from './write-whole.js';

/** What {@link prepare} is about to do. */
export interface PreparePlan {
  /** Pictures to decode. */
  readonly pictures: number;
  /** Pictures that lie in the folder already, decoded from the same files. */
  readonly kept: number;
  /** Bytes that it will write. */
  readonly bytes: number;
  /** Bytes that the disk has free. */
  readonly freeBytes: number;
  /** Shards that were found damaged and will be built again, each with what is wrong with it. */
  readonly damaged: readonly string[];
}

/** How far {@link prepare} is. */
export interface PrepareProgress {
  /** Pictures decoded and written. */
  readonly done: number;
  /** Pictures to decode. */
  readonly pictures: number;
  /** Seconds that the others will take at the speed so far. */
  readonly secondsLeft: number;
}

/** Options of {@link prepare}. */
export interface PrepareOptions extends ReadCellImageOptions {
  /** Where the prepared pictures go: a new folder, an empty one, or one that an earlier call began or finished. */
  readonly folder: string;
  /** Height and width of the prepared pictures, pixels. */
  readonly size: number;
  /** What the labels mean, for who opens the folder; the 28 locations by default. */
  readonly classes?: readonly Location[];
  /** Threads that decode; by default as many as the process may use cores. */
  readonly threads?: number;
  /** Bytes of pixels in a shard, at most, but for one picture at least; 64 MiB by default. */
  readonly shardBytes?: number;
  /** Told, before anything is written, what will be. */
  readonly onPlan?: (plan: PreparePlan) => void;
  /** Told after every picture. */
  readonly onProgress?: (progress: PrepareProgress) => void;
}

const CHANNELS = 4;
/** Sources looked at, and shards checked, at one time. */
const CONCURRENT_FILES = 16;

/**
 * Decodes, composes and resizes every picture once, on all cores, into checksummed shards that a run reads back by
 * `openPrepared` at the speed of memory.
 *
 * Whatever ends the process, the folder stays fit to go on with: shards and index appear whole or not at all, and
 * calling it again decodes what is missing. A shard is named after the ids, the paths, sizes and modification times of
 * its sources and the way they are read. So a changed source has its shard built again, and a changed label only
 * rewrites the index. Shards are read through and checked; a damaged one is built again. What no sample needs any more
 * is removed at the end, and an earlier index stays good until then. One call at a time may work in a folder.
 *
 * @param samples Their ids must differ; shards hold them in this order.
 * @returns What was done.
 * @throws RangeError where an option is unfit or an id is repeated. Error where the disk has too little room, a file
 * cannot be read (naming sample and file), or the folder holds something else.
 */
export async function prepare(samples: readonly Sample[], options: PrepareOptions): Promise<PreparePlan> {
  const {
    folder,
    threads = availableParallelism(),
    shardBytes = 2 ** 26,
    classes = locations,
    onPlan,
    onProgress,
    ...reading
  } = options;
  requireInteger(reading.size, { name: 'size', least: 1 });
  requireInteger(threads, { name: 'threads', least: 1 });
  requireInteger(shardBytes, { name: 'shardBytes', least: 1 });
  requireDistinctIds(samples);
  const pictureBytes = reading.size ** 2 * CHANNELS;
  const perShard = Math.max(1, Math.floor(shardBytes / pictureBytes));
  const shards = await planShards(samples, { perShard, reading });
  await mkdir(folder, { recursive: true });
  const present = new Set(await filesOfOurs(folder));
  const found = shards.filter(({ file }) => present.has(file));
  const damages = await mapSome(found, ({ file, count }) =>
    damageOf(join(folder, file), { count, pictureBytes }),
  );
  const whole = new Set(found.filter((_, index) => damages[index] === undefined).map(({ file }) => file));

  const missing = shards.filter(({ file }) => !whole.has(file));
  const pictures = missing.reduce((sum, { count }) => sum + count, 0);
  const { bavail, bsize } = await statfs(folder);
  const plan: PreparePlan = {
    pictures,
    kept: samples.length - pictures,
    bytes: missing.reduce((sum, { count }) => sum + shardLength({ count, pictureBytes }), 0),
    freeBytes: bavail * bsize,
    damaged: damages.filter((damage) => damage !== undefined),
  };
  if (plan.bytes > plan.freeBytes) {
    throw new Error(
      `${folder}: ${pictures} pictures of ${reading.size}x${reading.size} need ${plan.bytes} bytes; its disk has ${plan.freeBytes} free`,
    );
  }
  onPlan?.(plan);
  for (const file of present) if (file.endsWith(partialSuffix)) await rm(join(folder, file));

  if (pictures > 0) {
    const decoding = decodeInThreads({ ...reading, threads });
    try {
      const ahead = 4 * threads;
      const inOrder = missing.flatMap((shard) => shard.samples);
      const loaded = loadImages(inOrder, { load: decoding.load, ahead, concurrency: ahead });
      await writeShards(missing, { folder, loaded, onPicture: reportTo(onProgress, pictures) });
    } finally {
      await decoding.close();
    }
  }
  await writeIndex(folder, {
    formatVersion: 1,
    size: reading.size,
    classes,
    samples: samples.map(({ channels: _, ...described }) => described),
    shards: shards.map(({ file, count }) => ({ file, count })),
  });
  const needed = new Set(shards.map(({ file }) => file));
  for (const file of present) if (isShardName(file) && !needed.has(file)) await rm(join(folder, file));
  return plan;
}

function requireDistinctIds(samples: readonly Sample[]): void {
  const ids = new Set<string>();
  for (const { id } of samples) {
    if (ids.has(id)) throw new RangeError(`ids of samples to prepare must differ; received ${id} twice`);
    ids.add(id);
  }
}

interface PlannedShard extends Shard {
  readonly samples: readonly Sample[];
}

async function planShards(
  samples: readonly Sample[],
  { perShard, reading }: { readonly perShard: number; readonly reading: ReadCellImageOptions },
): Promise<PlannedShard[]> {
  const sources = await mapSome(samples, sourcesOf);
  const shards: PlannedShard[] = [];
  for (let first = 0; first < samples.length; first += perShard) {
    const own = samples.slice(first, first + perShard);
    const contents = own.map(({ id }, index) => [id, sources[first + index]]);
    const file = nameShard({ format: 1, reading, contents });
    shards.push({ file, count: own.length, samples: own });
  }
  return shards;
}

/** Path, size and modification time of each file of a sample. */
async function sourcesOf({ id, channels }: Sample): Promise<unknown[]> {
  return Promise.all(
    Object.entries<string | undefined>({ ...channels }).map(async ([stain, path]) => {
      if (path === undefined) return [stain];
      try {
        const { size, mtimeMs } = await stat(path);
        return [stain, resolve(path), size, mtimeMs];
      } catch (cause) {
        throw new Error(`sample ${id}: ${(cause as Error).message}`, { cause });
      }
    }),
  );
}

/** The files of a prepared folder; anything else in it is an error, since shards are removed there. */
async function filesOfOurs(folder: string): Promise<string[]> {
  const names = await readdir(folder);
  const whole = names.map((name) =>
    name.endsWith(partialSuffix) ? name.slice(0, -partialSuffix.length) : name,
  );
  const stranger = whole.find((name) => name !== 'prepared.json' && !isShardName(name));
  if (stranger !== undefined) {
    throw new Error(
      `${folder}: expected an empty folder or one with prepared pictures; it holds ${stranger}`,
    );
  }
  return names;
}

async function writeShards(
  shards: readonly PlannedShard[],
  {
    folder,
    loaded,
    onPicture,
  }: {
    readonly folder: string;
    readonly loaded: AsyncGenerator<LoadedSample, void, undefined>;
    readonly onPicture: () => void;
  },
): Promise<void> {
  try {
    for (const { file, count } of shards) {
      await writeWhole(join(folder, file), async (write) => {
        const checksums: number[] = [];
        while (checksums.length < count) {
          const { image } = (await loaded.next()).value as LoadedSample;
          checksums.push(crc32(image.data));
          await write(image.data);
          onPicture();
        }
        await write(checksumBytes(checksums));
      });
    }
  } finally {
    await loaded.return();
  }
}

function reportTo(onProgress: PrepareOptions['onProgress'], pictures: number): () => void {
  const started = performance.now();
  let done = 0;
  return () => {
    done++;
    const secondsEach = (performance.now() - started) / 1000 / done;
    onProgress?.({ done, pictures, secondsLeft: secondsEach * (pictures - done) });
  };
}

/** Maps items by an asynchronous function, a few at a time, in order. */
async function mapSome<Item, Result>(
  items: readonly Item[],
  map: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results = new Array<Result>(items.length);
  let next = 0;
  const work = async () => {
    while (next < items.length) {
      const index = next++;
      results[index] = await map(items[index]!);
    }
  };
  await Promise.all(Array.from({ length: CONCURRENT_FILES }, work));
  return results;
}
