import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ClassLabel } from '../../labels/class-label.js';
import type { Sample } from '../../sample.js';
import type { SkippedSample } from '../../skipped-sample.js';
import { writeWhole } from '../write-whole.js';
import type { Shard } from './shard.js';

/** What a prepared folder holds: its file `prepared.json`. */
export interface PreparedIndex {
  readonly formatVersion: 2;
  /** Height and width of every picture. */
  readonly size: number;
  /** What the labels mean. */
  readonly classes: readonly ClassLabel[];
  /** In the order of their pictures through all shards. */
  readonly samples: readonly Omit<Sample, 'channels'>[];
  /** Ids of those that could not be decoded: their pictures are blank. */
  readonly blank: readonly string[];
  /** What could not be prepared, and what the source had skipped before. */
  readonly skipped: readonly SkippedSample[];
  readonly shards: readonly Shard[];
}

const indexName = 'prepared.json';

/** Writes the index, whole or not at all. */
export async function writeIndex(folder: string, index: PreparedIndex): Promise<void> {
  await writeWhole(join(folder, indexName), (write) => write(Buffer.from(`${JSON.stringify(index)}\n`)));
}

/**
 * Reads the index of a prepared folder; null where the folder has none.
 *
 * @throws Error naming the file where it is not an index of this version.
 */
export async function readIndex(folder: string): Promise<PreparedIndex | null> {
  const path = join(folder, indexName);
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') {
      return null;
    }
    throw error;
  }
  let index: Partial<PreparedIndex> | null;
  try {
    index = JSON.parse(text) as Partial<PreparedIndex> | null;
  } catch (cause) {
    throw new Error(`${path}: expected the index of prepared pictures; ${(cause as Error).message}`, {
      cause,
    });
  }
  if (index?.formatVersion !== 2) {
    throw new Error(
      `${path}: expected the index of prepared pictures, format version 2; found ${JSON.stringify(index?.formatVersion)}`,
    );
  }
  return index as PreparedIndex;
}
