import { createHash } from 'node:crypto';
import { readdir, rm, statfs } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import { crc32 } from 'node:zlib';
import { loadImages } from '../../batches/load-images.js';
import { CHANNEL_NAMES, type ChannelName } from '../../image/cell-image.js';
import { sayChannels } from '../../image/list-channels.js';
import type { ClassLabel } from '../../labels/class-label.js';
import { LOCATIONS } from '../../labels/locations.js';
import { type Levels, type ResolvedLevels, resolveLevels } from '../../levels/levels.js';
import { requireInteger } from '../../require-integer.js';
import type { Sample } from '../../sample.js';
import type { SkippedSample } from '../../skipped-sample.js';
import { openImages } from '../decoding/open-images.js';
import type { Reading } from '../decoding/read-cell-image.js';
import { claimFolder, isLockName } from '../files/claim-folder.js';
import { mapInOrder } from '../files/map-in-order.js';
import { parsePageAddress } from '../files/page-address.js';
import { statRegularFile } from '../files/stat-regular-file.js';
import { PARTIAL_SUFFIX, wholeName, writeWhole } from '../files/write-whole.js';
import { readSkippedList, writeIndex } from './prepared-index.js';
import { requirePreparable } from './require-preparable.js';
import {
  checksumBytes,
  damageOf,
  isShardName,
  nameShard,
  nameSkippedList,
  type Shard,
  shardLength,
} from './shard.js';

/**
 * What {@link prepare} is about to do, or has done.
 *
 * @inline
 */
export interface PreparePlan {
  /** Number of images to decode. */
  readonly images: number;
  /** Number of images that are in the folder already, decoded from the same files. */
  readonly kept: number;
  /** Number of bytes to write. */
  readonly bytes: number;
  /** Number of bytes free on the disk. */
  readonly freeBytes: number;
  /** Damaged shards, each with what is wrong with it; they are built again. */
  readonly damaged: readonly string[];
  /**
   * Skipped samples: before decoding those known so far, at the end all of them. First those skipped before, then those
   * without files, then those that cannot be decoded, in the order of the samples.
   */
  readonly skipped: readonly SkippedSample[];
}

/**
 * Decodes and resizes every image once, on all cores, into checksummed shards that `openPrepared` reads back at the speed
 * of memory.
 *
 * An interrupted call can be repeated: shards and index appear whole or not at all, and the next call decodes what is
 * missing. A shard is named after the ids of its samples, the paths, sizes and modification times of their files, masks among them, and how
 * they are read. So a changed file has its shard built again, and a changed label only rewrites the index. Existing shards
 * are read and checked; damaged ones are built again. Shards that no sample needs are removed at the end, and an earlier
 * index stays valid until then. A folder has one owner: a call meanwhile, in any process, is refused.
 *
 * With `badSamples: 'skip'`, the image of a sample that cannot be decoded is left blank in its shard, and a list beside the
 * shard says why. Later calls that skip do not try again; those that do not skip do.
 *
 * @param samples Their ids must differ; shards hold them in this order.
 * @returns What was done.
 * @throws RangeError if an option is invalid, an id is repeated, a label is no position in the classes, or the images would
 * have more pixels than the limit.
 * @throws Error if another call prepares there, the disk has too little room, a file cannot be read (naming sample and
 * file), the folder holds other files, or skipping leaves no sample.
 *
 * @example
 * import { mkdtemp, writeFile } from 'node:fs/promises';
 * import { tmpdir } from 'node:os';
 * import { join } from 'node:path';
 * import { openPrepared, prepare } from '@hpa/data/node';
 * const folder = await mkdtemp(join(tmpdir(), 'prepared-'));
 * const { images } = await prepare([], { folder, height: 64, width: 64 });
 * const prepared = await openPrepared(folder);
 * await prepared.images.close();
 * [images, prepared.samples.length]; // [0, 0]
 */
export async function prepare(
  samples: readonly Sample[],
  options: {
    /** Where the prepared dataset goes: a new folder, an empty one, or one that an earlier call began or finished. */
    readonly folder: string;
    /** Rows of the prepared images, in pixels. */
    readonly height: number;
    /** Columns of the prepared images, in pixels. */
    readonly width: number;
    /** Levels of files that become 0 and 255: what `measureLevels` returns, or two numbers, as `readCellImage` has them. */
    readonly levels?: Levels | ResolvedLevels | undefined;
    /** The channels of the images, as `openImages` has them. */
    readonly channels?: readonly ChannelName[] | undefined;
    /** Order of the channels in a file of several pages, as `readCellImage` has it. */
    readonly pageOrder?: readonly ChannelName[] | undefined;
    /** Order of the channels in the samples of a pixel, as `readCellImage` has it. */
    readonly channelOrder?: readonly ChannelName[] | undefined;
    /** Micrometers along a pixel of the images, for samples whose `pixelSize` is known, as `readCellImage` has it. */
    readonly scale?: number | undefined;
    /** How a whole image of another shape becomes one of this, unless it is scaled, as `readCellImage` has it. */
    readonly fit?: 'stretch' | 'pad' | undefined;
    /** What the labels mean; the 28 locations by default. */
    readonly classes?: readonly ClassLabel[];
    /** Whether a sample whose files cannot be read throws, or is listed among the skipped. */
    readonly badSamples?: 'throw' | 'skip';
    /** What was skipped when the layout was read, to be listed with the others. */
    readonly skippedBefore?: readonly SkippedSample[];
    /** What to know of the images, such as the warnings of `measureLevels`; `openPrepared` says it again. */
    readonly warnings?: readonly string[];
    /** Number of threads that decode; by default the number of cores that the process may use. */
    readonly threads?: number;
    /** Maximum number of bytes of pixels in a shard, which holds at least one image; 64 MiB by default. */
    readonly shardBytes?: number;
    /** Called with the plan before anything is written. */
    readonly onPlan?: (plan: PreparePlan) => void;
    /** Called after every image with how many are done, how many there are, and an estimate of the seconds left. */
    readonly onProgress?: (progress: {
      readonly done: number;
      readonly images: number;
      readonly secondsLeft: number;
    }) => void;
  },
): Promise<PreparePlan> {
  const claim = await claimFolder(options.folder, { command: 'prepare' });
  try {
    return await prepareClaimed(samples, options);
  } finally {
    claim.release();
  }
}

async function prepareClaimed(
  samples: readonly Sample[],
  options: Parameters<typeof prepare>[1],
): Promise<PreparePlan> {
  const {
    folder,
    height,
    width,
    levels: given,
    channels,
    pageOrder,
    channelOrder,
    scale,
    fit,
    threads = availableParallelism(),
    shardBytes = 2 ** 26,
    classes = LOCATIONS,
    badSamples = 'throw',
    skippedBefore = [],
    warnings = [],
    onPlan,
    onProgress,
  } = options;
  const levels = given && resolveLevels(given, channels);
  const reading = { height, width, levels, channels, pageOrder, channelOrder, scale, fit };
  const store = openImages({ ...reading, threads });
  requireInteger(shardBytes, { name: 'shardBytes', minimum: 1 });
  requirePreparable(samples, { classes, height, width });
  const imageBytes = height * width * (channels ?? CHANNEL_NAMES).length;
  const perShard = Math.max(1, Math.floor(shardBytes / imageBytes));
  const skipping = badSamples === 'skip';
  const { found: described, missing: gone } = await describeSamples(samples, { skipping });
  const shards = planShards(described, { perShard, reading });
  const present = new Set(await listOwnFiles(folder));
  // Only a call that skips may take a shard that lacks an image for complete.
  const found = shards.filter(
    ({ file }) => present.has(file) && (skipping || !present.has(nameSkippedList(file))),
  );
  const damages = await mapInOrder(found, ({ file, count }) =>
    damageOf(join(folder, file), { count, imageBytes }),
  );
  const whole = new Set(found.filter((_, index) => damages[index] === undefined).map(({ file }) => file));

  const missing = shards.filter(({ file }) => !whole.has(file));
  const lacking = found.filter(({ file }) => whole.has(file) && present.has(nameSkippedList(file)));
  const lists = await mapInOrder(lacking, ({ file }) => readSkippedList(join(folder, nameSkippedList(file))));
  const reasons = new Map(lists.flat().map((bad) => [bad.id, bad]));
  const images = missing.reduce((sum, { count }) => sum + count, 0);
  const { bavail, bsize } = await statfs(folder);
  const plan: PreparePlan = {
    images,
    kept: described.length - images,
    bytes: missing.reduce((sum, { count }) => sum + shardLength({ count, imageBytes }), 0),
    freeBytes: bavail * bsize,
    damaged: damages.filter((damage) => damage !== undefined),
    skipped: [...skippedBefore, ...gone, ...reasons.values()],
  };
  if (plan.bytes > plan.freeBytes) {
    throw new Error(
      `${folder}: ${images} images of ${height}x${width} need ${plan.bytes} bytes; its disk has ${plan.freeBytes} free`,
    );
  }
  onPlan?.(plan);
  for (const file of present) {
    if (file.endsWith(PARTIAL_SUFFIX)) {
      await rm(join(folder, file));
    }
  }

  if (images > 0) {
    try {
      const ahead = 4 * threads;
      const inOrder = missing.flatMap((shard) => shard.samples);
      const skip = skipping ? (bad: SkippedSample) => reasons.set(bad.id, bad) : undefined;
      await writeShards(missing, {
        folder,
        imageBytes,
        loaded: loadImages(inOrder, { images: store, ahead, concurrency: ahead, skip }),
        reasons,
        onImage: reportTo(onProgress, images),
      });
    } finally {
      await store.close();
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
    height,
    width,
    ...sayChannels(channels ?? CHANNEL_NAMES),
    classes: classes.map(({ id, name }) => ({ id, name })),
    samples: described.map(({ sample: { id, labels, group, attributes, split, field, cell } }) => ({
      id,
      labels: [...labels],
      ...(group !== undefined && { group }),
      ...(attributes !== undefined && { attributes }),
      ...(split !== undefined && { split }),
      ...(field !== undefined && { field }),
      ...(cell !== undefined && { cell: asCut(cell) }),
    })),
    blank: blank.map(({ id }) => id),
    skipped: skipped.map(({ id, reason }) => ({ id, reason })),
    shards: shards.map(({ file, count }) => ({ file, count })),
    ...(levels !== undefined && { levels: asRecorded(levels) }),
    ...(warnings.length > 0 && { warnings: [...warnings] }),
    ...(scale !== undefined && { scale }),
    ...(fit !== undefined && { fit }),
  });
  const needed = new Set(shards.flatMap(({ file }) => [file, nameSkippedList(file)]));
  for (const file of present) {
    if (isShardName(file) && !needed.has(file)) {
      await rm(join(folder, file));
    }
  }
  return { ...plan, skipped };
}

interface PlannedShard extends Shard {
  readonly samples: readonly Sample[];
}

/** A sample with path, size and modification time of each of its files. */
interface DescribedSample {
  readonly sample: Sample;
  readonly sources: readonly unknown[];
}

function planShards(
  described: readonly DescribedSample[],
  {
    perShard,
    reading,
  }: {
    readonly perShard: number;
    readonly reading: Reading & { readonly levels?: ResolvedLevels | undefined };
  },
): PlannedShard[] {
  const { height, width, levels, channels = CHANNEL_NAMES, ...rest } = reading;
  // Square images are named by their size alone, as they were before there were others: old shards are found again.
  const sides = height === width ? { size: height } : { height, width };
  // How numbers were found does not change an image, and without numbers it is read as before there were any.
  const named = { ...sides, ...numbersOf(levels), ...sayChannels(channels), ...rest };
  const shards: PlannedShard[] = [];
  for (let first = 0; first < described.length; first += perShard) {
    const own = described.slice(first, first + perShard);
    const contents = own.map(({ sample, sources }) => {
      const sized = rest.scale !== undefined && sample.pixelSize !== undefined;
      return [sample.id, sources, ...(sized ? [sample.pixelSize] : [])];
    });
    const file = nameShard({ format: 1, reading: named, contents });
    shards.push({ file, count: own.length, samples: own.map(({ sample }) => sample) });
  }
  return shards;
}

/** The numbers of levels, for the name of a shard; nothing if files of 8 bits keep theirs. */
function numbersOf(levels: ResolvedLevels | undefined): { readonly levels?: unknown } {
  const { perChannel = {}, of8Bits } = levels ?? {};
  const none = Object.keys(perChannel).length === 0 && of8Bits === undefined;
  return none ? {} : { levels: { perChannel, ...(of8Bits && { of8Bits }) } };
}

/** What the index says of a cell: its pixels are in its image. */
function asCut({ runs: _, ...cell }: NonNullable<Sample['cell']>): NonNullable<Sample['cell']> {
  return cell;
}

/** What the index says of levels: they may come with warnings, which it has already. */
function asRecorded({ way, perChannel, of8Bits, basis }: ResolvedLevels): ResolvedLevels {
  return { way, perChannel, ...(of8Bits && { of8Bits }), basis };
}

/** Describes the files of all samples; a sample that lacks one throws, or is listed as missing when skipping. */
async function describeSamples(
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

async function describeFiles({ channels, cell }: Sample): Promise<unknown[]> {
  const addresses: Readonly<Record<string, string | undefined>> = {
    ...channels,
    ...(cell?.mask !== undefined && { mask: cell.mask }),
  };
  const files = await mapInOrder(Object.entries(addresses), async ([name, address]) => {
    if (address === undefined) {
      return [name];
    }
    const { file, page } = parsePageAddress(address);
    const { size, mtimeMs } = await statRegularFile(file);
    return [name, resolve(file), size, mtimeMs, ...(page === undefined ? [] : [page])];
  });
  return cell === undefined ? files : [...files, [cell.label, ...cell.box], ...digestRuns(cell)];
}

/** A digest of the pixels of a cell that was found in its field; nothing of one by a mask, whose file is known. */
function digestRuns({ runs }: NonNullable<Sample['cell']>): string[] {
  return runs === undefined ? [] : [createHash('sha256').update(runs.join()).digest('hex')];
}

/** Lists the files of a prepared folder; any other file in it is an error, since shards are removed there. */
async function listOwnFiles(folder: string): Promise<string[]> {
  const names = (await readdir(folder)).filter((name) => !isLockName(name));
  const whole = names.map(wholeName);
  const stranger = whole.find((name) => name !== 'prepared.json' && !isShardName(name));
  if (stranger !== undefined) {
    throw new Error(`${folder}: expected an empty folder or a prepared dataset; it holds ${stranger}`);
  }
  return names;
}

async function writeShards(
  shards: readonly PlannedShard[],
  {
    folder,
    imageBytes,
    loaded,
    reasons,
    onImage,
  }: {
    readonly folder: string;
    readonly imageBytes: number;
    readonly loaded: ReturnType<typeof loadImages>;
    /** Why samples are missing from `loaded`, by their ids. */
    readonly reasons: ReadonlyMap<string, SkippedSample>;
    readonly onImage: () => void;
  },
): Promise<void> {
  const blank = new Uint8Array(imageBytes);
  let waiting: Awaited<ReturnType<typeof loaded.next>> | undefined;
  /** Gives the image of the next sample, or undefined if it was skipped. */
  const nextImage = async (id: string): Promise<Uint8Array | undefined> => {
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
          const image = await nextImage(id);
          if (image === undefined) {
            skipped.push(reasons.get(id)!);
          }
          checksums.push(crc32(image ?? blank));
          await write(image ?? blank);
          onImage();
        }
        await write(checksumBytes(checksums));
        // Before the shard appears, so that it never looks complete.
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

function reportTo(onProgress: Parameters<typeof prepare>[1]['onProgress'], images: number): () => void {
  const started = performance.now();
  let done = 0;
  return () => {
    done++;
    const secondsEach = (performance.now() - started) / 1000 / done;
    onProgress?.({ done, images, secondsLeft: secondsEach * (images - done) });
  };
}
