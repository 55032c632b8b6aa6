import { basename } from 'node:path';
import type { SplitName } from '../../split/splits.js';
import { listFiles, listFolders } from '../files/list-files.js';
import { mapInOrder } from '../files/map-in-order.js';
import { listClassFolder, listClassFolders } from './class-folders.js';
import { isImageFile } from './file-names.js';
import type { Layout } from './layout.js';

/** Which split a folder of this name holds. */
const SPLIT_OF: Readonly<Record<string, SplitName>> = {
  train: 'train',
  training: 'train',
  val: 'validation',
  valid: 'validation',
  validation: 'validation',
  test: 'test',
  testing: 'test',
};

/**
 * A folder for each split, train/, val/ (or valid/, validation/) and test/, with a folder for each class in each. The
 * samples keep their `split`; their ids are {split folder}/{class}/{id}. Classes are those of all splits, numbered by
 * name.
 *
 * Listing throws an Error naming two folders of one split, or a folder of a class without images.
 */
export const SPLIT_FOLDERS: Layout = {
  name: 'split-folders',
  looksLike: 'train/, val/ and test/ with a folder of images for each class in each',
  detect: async ({ files, folders }) => {
    const splits = folders.filter(isSplit);
    if (
      files.some(isImageFile) ||
      !splits.some((folder) => splitOf(folder) === 'train') ||
      splits.length < 2
    ) {
      return undefined;
    }
    const classes = (await mapInOrder(splits, listClassFolders)).flat();
    const inside = (await mapInOrder(classes, listFiles)).flat();
    return inside.some(isImageFile) ? 'surely' : undefined;
  },
  list: async (path, options) => {
    const splits = (await listFolders(path)).filter(isSplit);
    requireOneFolderEach(path, splits);
    const classFolders = (
      await mapInOrder(splits, async (split) =>
        (await listClassFolders(split)).map((folder) => ({ folder, split })),
      )
    ).flat();
    const names = [...new Set(classFolders.map(({ folder }) => basename(folder)))].sort();
    const read = await mapInOrder(classFolders, async ({ folder, split }) => {
      const label = names.indexOf(basename(folder));
      const listed = await listClassFolder(folder, { ...options, label, prefix: `${basename(split)}/` });
      return { ...listed, entries: listed.entries.map((entry) => ({ ...entry, split: splitOf(split)! })) };
    });
    return {
      classes: names.map((name, id) => ({ id, name })),
      entries: read.flatMap(({ entries }) => entries),
      warnings: read.flatMap(({ warnings }) => warnings),
    };
  },
};

function splitOf(folder: string): SplitName | undefined {
  const name = basename(folder).toLowerCase();
  return Object.hasOwn(SPLIT_OF, name) ? SPLIT_OF[name] : undefined;
}

function isSplit(folder: string): boolean {
  return splitOf(folder) !== undefined;
}

function requireOneFolderEach(path: string, splits: readonly string[]): void {
  const again = splits.find(
    (folder, index) => splits.findIndex((each) => splitOf(each) === splitOf(folder)) < index,
  );
  if (again !== undefined) {
    const first = splits.find((each) => splitOf(each) === splitOf(again))!;
    throw new Error(
      `${path}: expected one folder for each split; ${basename(first)}/ and ${basename(again)}/ both hold the ${splitOf(again)} split`,
    );
  }
}
