import { basename, join } from 'node:path';
import { listFiles, listFolders } from '../files/list-files.js';
import { mapInOrder } from '../files/map-in-order.js';
import { collectImageSets, type FoundFiles } from './collect-image-sets.js';
import { parseChannelFile, parseImageName } from './file-names.js';
import type { Entry, Layout, ListOptions } from './layout.js';
import { wholeImage } from './whole-image.js';

/**
 * A folder for each class, named after it; classes are numbered by name. In it lie files
 * {id}_{red,green,blue,yellow}, or one file per image: in color, or with a gray page for each channel. A sample's id is
 * {class}/{id}.
 *
 * Listing throws an Error naming a class without images, or two files of the same name.
 */
export const CLASS_FOLDERS: Layout = {
  name: 'class-folders',
  looksLike: 'a folder of images for each class',
  detect: async ({ files, filesInFolders }) => {
    const isImage = (file: string) => parseImageName(file) !== undefined;
    return !files.some(isImage) && filesInFolders.some(isImage) ? 'possibly' : undefined;
  },
  list: async (path, options) => {
    const folders = await listFolders(path);
    const entries = await mapInOrder([...folders.entries()], async ([label, folder]) => {
      const images = collectImages(await listFiles(folder), { ...options, folder });
      if (images.size === 0) {
        throw new Error(`${folder}: expected the images of a class; found none`);
      }
      return [...images].map(
        ([name, files]): Entry => ({
          id: `${basename(folder)}/${name}`,
          where: folder,
          labels: () => [label],
          files: () => files,
          expected: (color) => join(folder, `${name}_${color}.png`),
        }),
      );
    });
    return {
      classes: folders.map((folder, id) => ({ id, name: basename(folder) })),
      entries: entries.flat(),
    };
  },
};

function collectImages(
  files: readonly string[],
  { folder, allowMissing }: ListOptions & { readonly folder: string },
): Map<string, FoundFiles> {
  const images = collectImageSets(files);
  for (const file of files) {
    const name = parseImageName(file);
    if (name === undefined || parseChannelFile(file) !== undefined) {
      continue;
    }
    if (images.has(name)) {
      throw new Error(`${folder}: two images are named ${name}; names must differ without their endings`);
    }
    images.set(name, wholeImage(file, { allowMissing }));
  }
  return images;
}
