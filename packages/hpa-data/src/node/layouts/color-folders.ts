import { basename, join } from 'node:path';
import { CHANNEL_COLORS } from '../../image/cell-image.js';
import { listFiles, listFolders } from '../files/list-files.js';
import { mapInOrder } from '../files/map-in-order.js';
import { collectImageSets, colorFoldersAmong, compositesInWords } from './collect-image-sets.js';
import { channelOf, imageEnding, isImageFile, parseChannelFile } from './file-names.js';
import type { Layout } from './layout.js';

/** Tables that say how a folder is labeled. */
const MANIFESTS = ['train.csv', 'labels.csv'];

/**
 * A folder for each color, red/, green/, blue/ and yellow/, with a file for each image: {id}.png, or {id}_red.png in
 * red/. Images have no labels.
 *
 * Listing throws an Error naming both files if two hold one channel of an image.
 */
export const COLOR_FOLDERS: Layout = {
  name: 'color-folders',
  looksLike: 'folders red/, green/, blue/ and yellow/ with a file for each image',
  detect: async ({ files, folders, filesInFolders }) => {
    const withImages = folders.filter((folder) =>
      filesInFolders.some((file) => file.startsWith(join(folder, '/')) && isImageFile(file)),
    );
    const isColored = withImages.length >= 2 && colorFoldersAmong(withImages).length === withImages.length;
    return isColored && !files.some((file) => MANIFESTS.includes(basename(file))) ? 'surely' : undefined;
  },
  list: async (path) => {
    const folders = colorFoldersAmong(await listFolders(path));
    const files = (await mapInOrder(folders, listFiles)).flat();
    const sets = collectImageSets(files, { colorFolders: true });
    const folderOf = (color: string) =>
      folders.find((folder) => CHANNEL_COLORS[channelOf(basename(folder))!] === color) ?? join(path, color);
    const entries = [...sets.keys()].sort().map((id) => {
      const found = sets.get(id)!;
      const like = Object.values(found)[0]!;
      const suffix = (color: string) => (parseChannelFile(like) === undefined ? '' : `_${color}`);
      return {
        id,
        where: path,
        labels: () => [],
        files: () => found,
        expected: (color: string) => join(folderOf(color), `${id}${suffix(color)}${imageEnding(like)}`),
      };
    });
    return { classes: [], entries, warnings: compositesInWords(files, { used: 0 }) };
  },
};
