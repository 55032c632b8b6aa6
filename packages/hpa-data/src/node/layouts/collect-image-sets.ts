import { basename, dirname } from 'node:path';
import { CHANNEL_COLORS, CHANNEL_NAMES, type ChannelName } from '../../image/cell-image.js';
import type { ChannelFiles } from '../../sample.js';
import { channelOf, parseChannelFile, parseComposite, parseFileInColorFolder } from './file-names.js';

/** The files found of an image, by channel. */
export type FoundFiles = Readonly<Partial<Record<ChannelName, string>>>;

/**
 * Groups files {id}_{red,green,blue,yellow}.{png,jpg,jpeg,tif,tiff} by id; files of other names are ignored. With
 * `colorFolders`, the files of an image may be in folders named after their colors.
 *
 * @throws Error naming both if two files hold the same channel of an image, or an image comes from two folders.
 */
export function collectImageSets(
  files: readonly string[],
  { colorFolders = false }: { readonly colorFolders?: boolean } = {},
): Map<string, FoundFiles> {
  const sets = new Map<string, Partial<Record<ChannelName, string>>>();
  const placeOf = (file: string) =>
    colorFolders && parseFileInColorFolder(file) !== undefined ? dirname(dirname(file)) : dirname(file);
  for (const file of files) {
    const named = (colorFolders ? parseFileInColorFolder(file) : undefined) ?? parseChannelFile(file);
    if (named === undefined) {
      continue;
    }
    const set = sets.get(named.id) ?? {};
    const [other = file] = Object.values(set);
    if (placeOf(other) !== placeOf(file)) {
      throw new Error(
        `${named.id} comes from two folders, ${placeOf(other)} and ${placeOf(file)}; ids must differ`,
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

/** Says, for the reader, how many composites of several colors are left aside; nothing if there is none. */
export function compositesInWords(files: readonly string[], { used }: { readonly used: number }): string[] {
  const composites = files.filter((file) => parseComposite(file) !== undefined);
  const aside = composites.length - used;
  if (aside === 0) {
    return [];
  }
  const count = aside === 1 ? '1 file is a composite' : `${aside} files are composites`;
  return [
    `${count} of several colors, such as ${basename(composites[0]!)}, and left aside: an image is read from its single colors`,
  ];
}

/** The folders among others that are named after the colors of channels. */
export function colorFoldersAmong(folders: readonly string[]): string[] {
  return folders.filter((folder) => channelOf(basename(folder)) !== undefined);
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
