import { dirname } from 'node:path';
import { CHANNEL_COLOURS, CHANNEL_NAMES, type ChannelName } from '../../image/cell-image.js';
import type { ChannelFiles } from '../../sample.js';
import { parseStainFile } from './image-names.js';

/** The files of a picture by stain, as far as there are any. */
export type FoundFiles = Readonly<Partial<Record<ChannelName, string>>>;

/**
 * Puts files {id}_{red,green,blue,yellow}.{png,jpg,jpeg,tif,tiff} together by id; files of other names are passed
 * over.
 *
 * @throws Error naming two files that claim to be the same stain of the same picture, or the two folders that a
 * picture comes from.
 */
export function collectImageSets(files: readonly string[]): Map<string, FoundFiles> {
  const sets = new Map<string, Partial<Record<ChannelName, string>>>();
  for (const file of files) {
    const named = parseStainFile(file);
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
    const earlier = set[named.stain];
    if (earlier !== undefined) {
      throw new Error(`${named.id} has two ${CHANNEL_COLOURS[named.stain]} files, ${earlier} and ${file}`);
    }
    set[named.stain] = file;
    sets.set(named.id, set);
  }
  return sets;
}

/** Options of {@link completeFiles}. */
export interface CompleteFilesOptions {
  /** The stain that may be missing. */
  readonly allowMissing?: 'er' | undefined;
  /** Names the file that there should be, for messages. */
  readonly expected: (colour: string) => string;
}

/**
 * Gives the files of a picture, of which none is missing but those that may be.
 *
 * @throws Error naming the first missing file and how many more there are.
 */
export function completeFiles(
  found: FoundFiles,
  { allowMissing, expected }: CompleteFilesOptions,
): ChannelFiles {
  const { microtubules, protein, nucleus, er } = found;
  const missing = CHANNEL_NAMES.filter((name) => found[name] === undefined && name !== allowMissing);
  if (microtubules === undefined || protein === undefined || nucleus === undefined || missing.length > 0) {
    const more = missing.length === 1 ? '' : ` (and ${missing.length - 1} more)`;
    throw new Error(`missing channel file ${expected(CHANNEL_COLOURS[missing[0]!])}${more}`);
  }
  return er === undefined ? { microtubules, protein, nucleus } : { microtubules, protein, nucleus, er };
}
