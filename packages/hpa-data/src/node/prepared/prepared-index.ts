import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { z } from 'zod';
import type { ChannelName } from '../../image/cell-image.js';
import { requireChannels } from '../../image/require-channels.js';
import type { ClassLabel } from '../../labels/class-label.js';
import { type Levels, type ResolvedLevels, resolveLevels } from '../../levels/levels.js';
import type { Sample } from '../../sample.js';
import type { SkippedSample } from '../../skipped-sample.js';
import { SPLIT_NAMES } from '../../split/splits.js';
import { readRegularFile } from '../files/read-regular-file.js';
import { requireModestNesting } from '../files/require-modest-nesting.js';
import { writeWhole } from '../files/write-whole.js';
import { requirePreparable } from './require-preparable.js';
import { isShardName, type Shard } from './shard.js';

/** The contents of a prepared folder: its file `prepared.json`. */
export interface PreparedIndex {
  readonly formatVersion: 2;
  /** Rows of every image. */
  readonly height: number;
  /** Columns of every image. */
  readonly width: number;
  /** Names of the channels of every image, in their order; where absent, they are `CHANNEL_NAMES`. */
  readonly channels?: readonly ChannelName[];
  /** What the labels mean. */
  readonly classes: readonly ClassLabel[];
  /** In the order of their images through all shards. */
  readonly samples: readonly Omit<Sample, 'channels'>[];
  /** Ids of those that could not be decoded: their images are blank. */
  readonly blank: readonly string[];
  /** What could not be prepared, and what was skipped before. */
  readonly skipped: readonly SkippedSample[];
  readonly shards: readonly Shard[];
  /** Levels of files that became 0 and 255, if `prepare` was told. */
  readonly levels?: ResolvedLevels;
  /** What to know of the images. */
  readonly warnings?: readonly string[];
  /** Micrometers along a pixel of the images, where those of their files were known. */
  readonly scale?: number;
  /** How whole images of another shape became ones of this. */
  readonly fit?: 'stretch' | 'pad';
}

const INDEX_NAME = 'prepared.json';
/** Maximum number of bytes of an index: enough for millions of samples. */
const INDEX_LIMIT = 2 ** 29;

const name = z.string().min(1);
const pixel = z.int().min(0);
/** Where the cell was cut from its field; the mask, if there was one, is named for the reader, and need not be there any more. */
const cell = z.strictObject({
  mask: name.exactOptional(),
  label: z.int().min(1),
  box: z.tuple([pixel, pixel, pixel, pixel]),
  center: z.tuple([z.number(), z.number()]),
});
const pair = z
  .tuple([z.number(), z.number()])
  .refine(([black, white]) => black < white, { error: 'black must be below white' })
  .readonly();
const perChannel = z.record(name, pair);
const skippedSample = z.strictObject({ id: z.string(), reason: z.string() });

/** What may stand in the index of a prepared folder. Contradictions between its parts are looked for afterwards. */
const INDEX: z.ZodType<PreparedIndex> = z.strictObject({
  formatVersion: z.literal(2),
  height: z.int().min(1),
  width: z.int().min(1),
  channels: z.array(name).exactOptional(),
  classes: z.array(z.strictObject({ id: z.int().min(0), name: z.string() })),
  samples: z.array(
    z.strictObject({
      id: name,
      labels: z.array(z.int().min(0)),
      group: name.exactOptional(),
      attributes: z.record(z.string(), z.string()).exactOptional(),
      split: z.enum(SPLIT_NAMES).exactOptional(),
      field: name.exactOptional(),
      cell: cell.exactOptional(),
    }),
  ),
  blank: z.array(name),
  skipped: z.array(skippedSample),
  shards: z.array(
    z.strictObject({
      file: z.string().refine((file) => isShardName(file) && file.endsWith('.bin'), {
        error: 'must be the name of a shard',
      }),
      count: z.int().min(1),
    }),
  ),
  levels: z
    .strictObject({
      way: z.union([z.literal(['bit-depth', 'percentile']), pair]),
      perChannel,
      of8Bits: perChannel.exactOptional(),
      basis: z.string(),
    })
    .exactOptional(),
  warnings: z.array(z.string()).exactOptional(),
  scale: z.number().positive().exactOptional(),
  fit: z.enum(['stretch', 'pad']).exactOptional(),
});

/** Writes the index, whole or not at all, with a checksum over all that it says. */
export async function writeIndex(folder: string, index: PreparedIndex): Promise<void> {
  const text = JSON.stringify({ ...index, checksum: digest(index) });
  await writeWhole(join(folder, INDEX_NAME), (write) => write(Buffer.from(`${text}\n`)));
}

/**
 * Reads the index of a prepared folder; null if the folder has none.
 *
 * @throws Error naming the file and the place if it is not an index of this version, contradicts itself, or its checksum is
 * wrong.
 */
export async function readIndex(folder: string): Promise<PreparedIndex | null> {
  const path = join(folder, INDEX_NAME);
  let text: string;
  try {
    text = (await readRegularFile(path, { limit: INDEX_LIMIT })).toString('utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') {
      return null;
    }
    throw error;
  }
  const refuse = (reason: string): never => {
    throw new Error(`${path}: expected the index of a prepared dataset${reason} (run prepare again)`);
  };
  requireModestNesting(text, { file: path });
  const { checksum, ...contents } = parseObject(text, refuse);
  if (contents.formatVersion !== 2) {
    refuse(`, format version 2; found ${JSON.stringify(contents.formatVersion)?.slice(0, 50)}`);
  }
  // Folders prepared when all images were square have one size in place of height and width, and no checksum.
  const { size, whiteLevel, ...rest } = contents;
  if (checksum !== digest(contents) && (checksum !== undefined || size === undefined)) {
    refuse(
      checksum === undefined ? '; it has no checksum' : '; it was changed or damaged: its checksum is wrong',
    );
  }
  // Folders of versions before levels were measured state two numbers, or the one of white.
  const stated = whiteLevel === undefined ? contents.levels : [0, whiteLevel];
  const result = INDEX.safeParse({
    ...(size !== undefined && { height: size, width: size }),
    ...rest,
    ...(isLevels(stated) && { levels: resolveLevels(stated) }),
  });
  if (!result.success) {
    const [{ path: at, message }] = result.error.issues as [z.core.$ZodIssue];
    return refuse(`; ${at.map(String).join('.') || 'it'}: ${message}`);
  }
  try {
    requireConsistent(result.data);
  } catch (error) {
    refuse(`; ${(error as Error).message}`);
  }
  return result.data;
}

function isLevels(value: unknown): value is Levels {
  return pair.safeParse(value).success;
}

const SKIPPED_LIST: z.ZodType<readonly SkippedSample[]> = z.array(skippedSample);

/**
 * Reads the list, beside a shard, of the images that it lacks.
 *
 * @throws Error naming the file if it is no such list.
 */
export async function readSkippedList(path: string): Promise<readonly SkippedSample[]> {
  const text = (await readRegularFile(path, { limit: INDEX_LIMIT })).toString('utf8');
  try {
    return SKIPPED_LIST.parse(JSON.parse(text));
  } catch (cause) {
    throw new Error(`${path}: expected a list of skipped samples (remove it to try them again)`, { cause });
  }
}

function parseObject(text: string, refuse: (reason: string) => never): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    refuse(`; ${(cause as Error).message}`);
  }
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : refuse(`, format version 2; found ${text.slice(0, 50).trim()}`);
}

function requireConsistent(index: PreparedIndex): void {
  const { samples, classes, height, width, channels, shards, blank } = index;
  if (channels !== undefined) {
    requireChannels(channels);
  }
  requirePreparable(samples, { classes, height, width });
  const counted = shards.reduce((sum, { count }) => sum + count, 0);
  if (counted !== samples.length) {
    throw new Error(`its shards hold ${counted} images of ${samples.length} samples`);
  }
  const ids = new Set(samples.map(({ id }) => id));
  const unknown = blank.find((id) => !ids.has(id));
  if (unknown !== undefined) {
    throw new Error(`the blank image ${unknown} is of no sample`);
  }
}

function digest(contents: object): string {
  return createHash('sha256').update(JSON.stringify(contents)).digest('hex');
}
