import { basename, dirname } from 'node:path';
import type { ChannelName } from '../../image/cell-image.js';
import type { ChannelFiles } from '../../sample.js';
import type { ChannelNaming } from './channel-naming.js';
import { parseChannelFile, parseComposite, parseFileInColorFolder } from './file-names.js';

/** The files found of an image, by channel. */
export type FoundFiles = ChannelFiles;

/**
 * Groups files of channels by the ids in their names; files of other names are ignored. With
 * `colorFolders`, the files of an image may be in folders named after their channels.
 *
 * @throws Error naming both if two files hold the same channel of an image, or an image comes from two folders.
 */
export function collectImageSets(
  files: readonly string[],
  { naming, colorFolders = false }: { readonly naming: ChannelNaming; readonly colorFolders?: boolean },
): Map<string, FoundFiles> {
  const sets = new Map<string, Record<ChannelName, string>>();
  const placeOf = (file: string) =>
    colorFolders && parseFileInColorFolder(file, naming) !== undefined
      ? dirname(dirname(file))
      : dirname(file);
  for (const file of files) {
    const named =
      (colorFolders ? parseFileInColorFolder(file, naming) : undefined) ?? parseChannelFile(file, naming);
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
      throw new Error(
        `${named.id} has two ${naming.wordsOf(named.channel)[0]} files, ${earlier} and ${file}`,
      );
    }
    set[named.channel] = file;
    sets.set(named.id, set);
  }
  return sets;
}

/** Says, for the reader, how many composites of several colors are left aside; nothing if there is none. */
export function compositesInWords(
  files: readonly string[],
  { naming, used }: { readonly naming: ChannelNaming; readonly used: number },
): string[] {
  const composites = files.filter((file) => parseComposite(file, naming) !== undefined);
  const aside = composites.length - used;
  if (aside === 0) {
    return [];
  }
  const count = aside === 1 ? '1 file is a composite' : `${aside} files are composites`;
  return [
    `${count} of several colors, such as ${basename(composites[0]!)}, and left aside: an image is read from its single colors`,
  ];
}

/** The folders among others that are named after channels. */
export function colorFoldersAmong(folders: readonly string[], { channelOf }: ChannelNaming): string[] {
  return folders.filter((folder) => channelOf(basename(folder)) !== undefined);
}
