import { basename, dirname, join } from 'node:path';
import type { ChannelName } from '../../image/cell-image.js';
import { listFiles, listFolders } from '../files/list-files.js';
import { mapInOrder } from '../files/map-in-order.js';
import type { ChannelNaming } from './channel-naming.js';
import { collectImageSets } from './collect-image-sets.js';
import { isImageFile, NAMING_RULE, namingRule, parseChannelFile, parseMask } from './file-names.js';
import type { Layout, Listing, ListOptions } from './layout.js';
import { listImages, noImagesIn } from './list-images.js';

/**
 * Images without labels: {id}_{red,green,blue,yellow} in a folder, or else in its folder train/ or test/; or, where no file
 * is named so, one file per image.
 *
 * Listing throws an Error if there is no image, or if train/ and test/ both hold images.
 */
export const IMAGE_SETS: Layout = {
  name: 'image-sets',
  looksLike: `images without labels, ${NAMING_RULE}`,
  detect: async ({ files, folders, filesInFolders, naming }) => {
    const below = filesInFolders.filter((file) => folders.filter(isPart).includes(dirname(file)));
    const hasSets = [...files, ...below].some((file) => isChannelFile(file, naming));
    return hasSets || files.some(isImageFile) ? 'unlabeled' : undefined;
  },
  list: async (path, options) => {
    const files = await listFiles(path);
    const inside = await listPart(path, { ...options, files });
    if (inside.entries.length > 0) {
      return inside;
    }
    const parts = await mapInOrder((await listFolders(path)).filter(isPart), async (folder) =>
      listPart(folder, { ...options, files: await listFiles(folder) }),
    );
    const [some, others] = parts.filter(({ entries }) => entries.length > 0);
    if (some !== undefined && others !== undefined) {
      throw new Error(
        `${path}: both train/ and test/ hold images; name one of the folders, such as ${join(path, 'test')}`,
      );
    }
    if (some === undefined) {
      throw new Error(noImagesIn(path, { naming: options.naming, files }));
    }
    return some;
  },
};

/**
 * Lists the images among files that are named one by one: sets {id}_{red,green,blue,yellow}, whose files may be in folders
 * named after their colors, and files of whole images. Label masks among them are no images.
 *
 * @throws Error naming the file if one is neither image nor label mask, by its name.
 */
export async function listGivenFiles(files: readonly string[], options: ListOptions): Promise<Listing> {
  const stranger = files.find((file) => !isImageFile(file) && parseMask(file) === undefined);
  if (stranger !== undefined) {
    throw new Error(`${stranger}: expected the name of an image, such as ${namingRule(options.naming)}`);
  }
  const { naming } = options;
  const sets = collectImageSets(files, { naming, colorFolders: true });
  const where = 'the files given';
  const { images, warnings } = await listImages(files, { ...options, folder: where, sets });
  const entries = images.map(({ name, files: own }) => ({
    id: name,
    where,
    labels: () => [],
    files: own,
    expected: (channel: ChannelName) => `${name}_${naming.wordsOf(channel)[0]} among the files given`,
  }));
  return { classes: [], entries, warnings };
}

async function listPart(
  folder: string,
  { files, ...options }: ListOptions & { readonly files: readonly string[] },
): Promise<Listing> {
  const { images, warnings } = await listImages(files, { ...options, folder, wholeImages: 'alone' });
  const entries = images
    .map(({ name, ...image }) => ({ id: name, where: folder, labels: () => [], ...image }))
    .sort((a, b) => (a.id < b.id ? -1 : 1));
  return { classes: [], entries, warnings };
}

function isPart(folder: string): boolean {
  return ['train', 'test'].includes(basename(folder));
}

function isChannelFile(file: string, naming: ChannelNaming): boolean {
  return parseChannelFile(file, naming) !== undefined;
}
