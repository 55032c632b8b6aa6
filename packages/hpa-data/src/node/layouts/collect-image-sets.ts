import { dirname } from 'node:path';
import { CHANNEL_COLORS, CHANNEL_NAMES, type ChannelName } from '../../image/cell-image.js';
import type { ChannelFiles } from '../../sample.js';
import { parseChannelFile } from './file-names.js';

/** The files found of an image, by channel. */
export type FoundFiles = Readonly<Partial<Record<ChannelName, string>>>;

/**
 * Groups files {id}_{red,green,blue,yellow}.{png,jpg,jpeg,tif,tiff} by id; files of other names are ignored.
 *
 * @throws Error naming both if two files hold the same channel of an image, or an image comes from two folders.
 */
export function collectImageSets(files: readonly string[]): Map<string, FoundFiles> {
  const sets = new Map<string, Partial<Record<ChannelName, string>>>();
  for (const file of files) {
    const named = parseChannelFile(file);
    if (named === undefined) {
      continue;
    }
    const set = sets.get(named.id) ?? {};
    const [other = file] = Object.values(set);
    if (dirname(other) !== dirname(file)) {
      throw new Error(
        `${named.id} comes from two folders, ${dirname(other)} and ${dirname(file)}; ids must differ`,
      );
    }
    const earlier = set[named.channel];
    if (earlier !== undefined) {
      throw new Error(`${named.id} has two ${CHANNEL_COLORS[named.channel]} files, ${earlier} and ${file}`);
    }
    set[named.channel] = file;
    sets.set(named.id, set);
  }
  return sets;
}

/**
 * Returns the files of an image if none is missing but those that may be.
 *
 * @throws Error naming the first missing file if there is one, and how many more there are.
 */
export function completeFiles(
  found: FoundFiles,
  {
    allowMissing,
    expected,
  }: {
    /** The channel that may be missing. */
    readonly allowMissing?: 'er' | undefined;
    /** Gives the path of a missing file, for messages. */
    readonly expected: (color: string) => string;
  },
): ChannelFiles {
  const { microtubules, protein, nucleus, er } = found;
  const missing = CHANNEL_NAMES.filter((name) => found[name] === undefined && name !== allowMissing);
  if (microtubules === undefined || protein === undefined || nucleus === undefined || missing.length > 0) {
    const more = missing.length === 1 ? '' : ` (and ${missing.length - 1} more)`;
    throw new Error(`missing channel file ${expected(CHANNEL_COLORS[missing[0]!])}${more}`);
  }
  return er === undefined ? { microtubules, protein, nucleus } : { microtubules, protein, nucleus, er };
}
