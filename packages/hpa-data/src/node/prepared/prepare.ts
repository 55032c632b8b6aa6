import { mkdir, readdir, readFile, rm, stat, statfs } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import { crc32 } from 'node:zlib';
import { type LoadedSample, loadImages } from '../../batches/load-images.js';
import type { ClassLabel } from '../../labels/class-label.js';
import { LOCATIONS } from '../../labels/locations.js';
import { requireInteger } from '../../require-integer.js';
import type { Sample } from '../../sample.js';
import type { SkippedSample } from '../../skipped-sample.js';
import { decodeInThreads } from '../decoding/decode-in-threads.js';
import type { ReadCellImageOptions } from '../decoding/read-cell-image.js';
import { mapInOrder } from '../map-in-order.js';
import { partialSuffix, writeWhole } from '../write-whole.js';
import { writeIndex } from './prepared-index.js';
import {
  checksumBytes,
  damageOf,
  isShardName,
  nameShard,
  nameSkippedList,
  type Shard,
  shardLength,
} from './shard.js';

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
  /**
   * Samples passed over as far as they are known: before decoding, or at the end all of them. First those that the source
   * had skipped, then those without files, then those that cannot be decoded, in the order of the samples.
   */
  readonly skipped: readonly SkippedSample[];
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
  readonly classes?: readonly ClassLabel[];
  /** Whether a sample whose files cannot be read ends the work, or is listed among the skipped. */
  readonly badSamples?: 'throw' | 'skip';
  /** What reading the source has skipped before, to be listed with the others. */
  readonly skippedBefore?: readonly SkippedSample[];
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
 * With `badSamples: 'skip'` the picture of a sample that cannot be decoded is left blank in its shard, and a list beside
 * the shard says why; later calls that skip do not try again, those that do not skip do.
 *
 * @param samples Their ids must differ; shards hold them in this order.
 * @returns What was done.
 * @throws RangeError where an option is unfit or an id is repeated. Error where the disk has too little room, a file
 * cannot be read (naming sample and file), or the folder holds something else. When skipping, Error where no sample is left.
 */
export async function prepare(samples: readonly Sample[], options: PrepareOptions): Promise<PreparePlan> {
  const {
    folder,
    threads = availableParallelism(),
    shardBytes = 2 ** 26,
    classes = LOCATIONS,
    badSamples = 'throw',
    skippedBefore = [],
    onPlan,
    onProgress,
    ...reading
  } = options;
  requireInteger(reading.size, { name: 'size', minimum: 1 });
  requireInteger(threads, { name: 'threads', minimum: 1 });
  requireInteger(shardBytes, { name: 'shardBytes', minimum: 1 });
  requireDistinctIds(samples);
  const pictureBytes = reading.size ** 2 * CHANNELS;
  const perShard = Math.max(1, Math.floor(shardBytes / pictureBytes));
  const skipping = badSamples === 'skip';
  const { found: described, missing: gone } = await sourcesOf(samples, { skipping });
  const shards = planShards(described, { perShard, reading });
  await mkdir(folder, { recursive: true });
  const present = new Set(await filesOfOurs(folder));
  // Only who skips may take a shard that lacks something for whole.
  const found = shards.filter(
    ({ file }) => present.has(file) && (skipping || !present.has(nameSkippedList(file))),
  );
  const damages = await mapInOrder(found, ({ file, count }) =>
    damageOf(join(folder, file), { count, pictureBytes }),
  );
  const whole = new Set(found.filter((_, index) => damages[index] === undefined).map(({ file }) => file));

  const missing = shards.filter(({ file }) => !whole.has(file));
  const lacking = found.filter(({ file }) => whole.has(file) && present.has(nameSkippedList(file)));
  const lists = await mapInOrder(lacking, ({ file }) => readSkippedList(join(folder, nameSkippedList(file))));
  const reasons = new Map(lists.flat().map((bad) => [bad.id, bad]));
  const pictures = missing.reduce((sum, { count }) => sum + count, 0);
  const { bavail, bsize } = await statfs(folder);
  const plan: PreparePlan = {
    pictures,
    kept: described.length - pictures,
    bytes: missing.reduce((sum, { count }) => sum + shardLength({ count, pictureBytes }), 0),
    freeBytes: bavail * bsize,
    damaged: damages.filter((damage) => damage !== undefined),
    skipped: [...skippedBefore, ...gone, ...reasons.values()],
  };
  if (plan.bytes > plan.freeBytes) {
    throw new Error(
      `${folder}: ${pictures} pictures of ${reading.size}x${reading.size} need ${plan.bytes} bytes; its disk has ${plan.freeBytes} free`,
    );
  }
  onPlan?.(plan);
  for (const file of present) {
    if (file.endsWith(partialSuffix)) {
      await rm(join(folder, file));
    }
  }

  if (pictures > 0) {
    const decoding = decodeInThreads({ ...reading, threads });
    try {
      const ahead = 4 * threads;
      const inOrder = missing.flatMap((shard) => shard.samples);
      const skip = (bad: SkippedSample) => reasons.set(bad.id, bad);
      const loading = { load: decoding.load, ahead, concurrency: ahead, ...(skipping && { skip }) };
      await writeShards(missing, {
        folder,
        pictureBytes,
        loaded: loadImages(inOrder, loading),
        reasons,
        onPicture: reportTo(onProgress, pictures),
      });
    } finally {
      await decoding.close();
    }
  }
  const blank = described.flatMap(({ sample }) => reasons.get(sample.id) ?? []);
  const skipped = [...skippedBefore, ...gone, ...blank];
  if (samples.length > 0 && blank.length === described.length) {
    throw new Error(
      `${folder}: none of ${samples.length} samples can be prepared; ${skipped.at(-1)!.reason}`,
    );
  }
  await writeIndex(folder, {
    formatVersion: 2,
    size: reading.size,
    classes,
    samples: described.map(({ sample: { channels: _, ...rest } }) => rest),
    blank: blank.map(({ id }) => id),
    skipped,
    shards: shards.map(({ file, count }) => ({ file, count })),
  });
  const needed = new Set(shards.flatMap(({ file }) => [file, nameSkippedList(file)]));
  for (const file of present) {
    if (isShardName(file) && !needed.has(file)) {
      await rm(join(folder, file));
    }
  }
  return { ...plan, skipped };
}

function requireDistinctIds(samples: readonly Sample[]): void {
  const ids = new Set<string>();
  for (const { id } of samples) {
    if (ids.has(id)) {
      throw new RangeError(`ids of samples to prepare must differ; received ${id} twice`);
    }
    ids.add(id);
  }
}

interface PlannedShard extends Shard {
  readonly samples: readonly Sample[];
}

/** A sample, with path, size and modification time of each of its files. */
interface DescribedSample {
  readonly sample: Sample;
  readonly sources: readonly unknown[];
}

function planShards(
  described: readonly DescribedSample[],
  { perShard, reading }: { readonly perShard: number; readonly reading: ReadCellImageOptions },
): PlannedShard[] {
  const shards: PlannedShard[] = [];
  for (let first = 0; first < described.length; first += perShard) {
    const own = described.slice(first, first + perShard);
    const contents = own.map(({ sample, sources }) => [sample.id, sources]);
    const file = nameShard({ format: 1, reading, contents });
    shards.push({ file, count: own.length, samples: own.map(({ sample }) => sample) });
  }
  return shards;
}

/** Looks at the files of all samples; those that lack one end the work, or are missing from what is found. */
async function sourcesOf(
  samples: readonly Sample[],
  { skipping }: { readonly skipping: boolean },
): Promise<{ readonly found: readonly DescribedSample[]; readonly missing: readonly SkippedSample[] }> {
  const looked = await mapInOrder(samples, async (sample): Promise<DescribedSample | SkippedSample> => {
    try {
      return { sample, sources: await describeFiles(sample) };
    } catch (cause) {
      const reason = (cause as Error).message;
      if (!skipping) {
        throw new Error(`sample ${sample.id}: ${reason}`, { cause });
      }
      return { id: sample.id, reason };
    }
  });
  return {
    found: looked.filter((each) => 'sources' in each),
    missing: looked.filter((each) => 'reason' in each),
  };
}

async function describeFiles({ channels }: Sample): Promise<unknown[]> {
  return mapInOrder(Object.entries<string | undefined>({ ...channels }), async ([stain, path]) => {
    if (path === undefined) {
      return [stain];
    }
    const { size, mtimeMs } = await stat(path);
    return [stain, resolve(path), size, mtimeMs];
  });
}

async function readSkippedList(path: string): Promise<readonly SkippedSample[]> {
  return JSON.parse(await readFile(path, 'utf8')) as readonly SkippedSample[];
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
    pictureBytes,
    loaded,
    reasons,
    onPicture,
  }: {
    readonly folder: string;
    readonly pictureBytes: number;
    readonly loaded: AsyncGenerator<LoadedSample, void, undefined>;
    /** Why samples are missing from `loaded`, by their ids. */
    readonly reasons: ReadonlyMap<string, SkippedSample>;
    readonly onPicture: () => void;
  },
): Promise<void> {
  const blank = new Uint8Array(pictureBytes);
  let waiting: IteratorResult<LoadedSample, void> | undefined;
  /** The picture of the next sample, or undefined where it was passed over. */
  const pictureOf = async (id: string): Promise<Uint8Array | undefined> => {
    waiting ??= await loaded.next();
    if (waiting.done || waiting.value.sample.id !== id) {
      return undefined;
    }
    const { data } = waiting.value.image;
    waiting = undefined;
    return data;
  };
  try {
    for (const { file, samples } of shards) {
      const listPath = join(folder, nameSkippedList(file));
      const skipped: SkippedSample[] = [];
      await writeWhole(join(folder, file), async (write) => {
        const checksums: number[] = [];
        for (const { id } of samples) {
          const picture = await pictureOf(id);
          if (picture === undefined) {
            skipped.push(reasons.get(id)!);
          }
          checksums.push(crc32(picture ?? blank));
          await write(picture ?? blank);
          onPicture();
        }
        await write(checksumBytes(checksums));
        // Before the shard appears, so that it never stands there as if it lacked nothing.
        if (skipped.length > 0) {
          await writeWhole(listPath, (writeList) => writeList(Buffer.from(`${JSON.stringify(skipped)}\n`)));
        }
      });
      if (skipped.length === 0) {
        await rm(listPath, { force: true });
      }
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
