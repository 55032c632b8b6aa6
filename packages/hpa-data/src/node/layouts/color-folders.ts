import { basename, join } from 'node:path';
import type { ChannelName } from '../../image/cell-image.js';
import { listFiles, listFolders } from '../files/list-files.js';
import { mapInOrder } from '../files/map-in-order.js';
import { collectImageSets, colorFoldersAmong, compositesInWords } from './collect-image-sets.js';
import { imageEnding, isImageFile, parseChannelFile } from './file-names.js';
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
  detect: async ({ files, folders, filesInFolders, naming }) => {
    const withImages = folders.filter((folder) =>
      filesInFolders.some((file) => file.startsWith(join(folder, '/')) && isImageFile(file)),
    );
    const isColored =
      withImages.length >= 2 && colorFoldersAmong(withImages, naming).length === withImages.length;
    return isColored && !files.some((file) => MANIFESTS.includes(basename(file))) ? 'surely' : undefined;
  },
  list: async (path, { naming }) => {
    const folders = colorFoldersAmong(await listFolders(path), naming);
    const files = (await mapInOrder(folders, listFiles)).flat();
    const sets = collectImageSets(files, { naming, colorFolders: true });
    const wordOf = (channel: ChannelName) => naming.wordsOf(channel)[0]!;
    const folderOf = (channel: ChannelName) =>
      folders.find((folder) => naming.channelOf(basename(folder)) === channel) ?? join(path, wordOf(channel));
    const entries = [...sets.keys()].sort().map((id) => {
      const found = sets.get(id)!;
      const like = Object.values(found)[0]!;
      const isNamed = parseChannelFile(like, naming) !== undefined;
      const suffix = (channel: ChannelName) => (isNamed ? `_${wordOf(channel)}` : '');
      return {
        id,
        where: path,
        labels: () => [],
        files: () => found,
        expected: (channel: ChannelName) =>
          join(folderOf(channel), `${id}${suffix(channel)}${imageEnding(like)}`),
      };
    });
    return { classes: [], entries, warnings: compositesInWords(files, { naming, used: 0 }) };
  },
};
