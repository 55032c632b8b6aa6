import { join } from 'node:path';
import type { ClassLabel } from '../../labels/class-label.js';
import type { Sample } from '../../sample.js';
import type { SkippedSample } from '../../skipped-sample.js';
import { readRegularFile } from '../files/read-regular-file.js';
import { writeWhole } from '../files/write-whole.js';
import type { Shard } from './shard.js';

/** The contents of a prepared folder: its file `prepared.json`. */
export interface PreparedIndex {
  readonly formatVersion: 2;
  /** Rows of every image. */
  readonly height: number;
  /** Columns of every image. */
  readonly width: number;
  /** What the labels mean. */
  readonly classes: readonly ClassLabel[];
  /** In the order of their images through all shards. */
  readonly samples: readonly Omit<Sample, 'channels'>[];
  /** Ids of those that could not be decoded: their images are blank. */
  readonly blank: readonly string[];
  /** What could not be prepared, and what was skipped before. */
  readonly skipped: readonly SkippedSample[];
  readonly shards: readonly Shard[];
}

const INDEX_NAME = 'prepared.json';

/** Writes the index, whole or not at all. */
export async function writeIndex(folder: string, index: PreparedIndex): Promise<void> {
  await writeWhole(join(folder, INDEX_NAME), (write) => write(Buffer.from(`${JSON.stringify(index)}\n`)));
}

/**
 * Reads the index of a prepared folder; null if the folder has none.
 *
 * @throws Error naming the file if it is not an index of this version.
 */
export async function readIndex(folder: string): Promise<PreparedIndex | null> {
  const path = join(folder, INDEX_NAME);
  let text: string;
  try {
    text = (await readRegularFile(path)).toString('utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') {
      return null;
    }
    throw error;
  }
  /** Folders prepared when all images were square have one size in place of height and width. */
  let index: (Partial<PreparedIndex> & { readonly size?: number }) | null;
  try {
    index = JSON.parse(text) as typeof index;
  } catch (cause) {
    throw new Error(`${path}: expected the index of a prepared dataset; ${(cause as Error).message}`, {
      cause,
    });
  }
  if (index?.formatVersion !== 2) {
    throw new Error(
      `${path}: expected the index of a prepared dataset, format version 2; found ${JSON.stringify(index?.formatVersion)}`,
    );
  }
  const { size, ...rest } = index;
  return { ...(size !== undefined && { height: size, width: size }), ...rest } as PreparedIndex;
}
