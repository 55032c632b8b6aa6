import { basename } from 'node:path';
import { listFiles, listFolders } from '../files/list-files.js';
import { mapInOrder } from '../files/map-in-order.js';
import { isImageFile } from './file-names.js';
import type { Entry, Layout, ListOptions } from './layout.js';
import { listImages } from './list-images.js';

/** Folders that archives and disks leave beside those of the classes. */
const LEFTOVERS = ['__MACOSX', '@eaDir'];

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
  detect: async ({ files, filesInFolders }) =>
    !files.some(isImageFile) && filesInFolders.some(isImageFile) ? 'possibly' : undefined,
  list: async (path, options) => {
    const folders = await listClassFolders(path);
    const read = await mapInOrder([...folders.entries()], ([label, folder]) =>
      listClassFolder(folder, { ...options, label }),
    );
    return {
      classes: folders.map((folder, id) => ({ id, name: basename(folder) })),
      entries: read.flatMap(({ entries }) => entries),
      warnings: read.flatMap(({ warnings }) => warnings),
    };
  },
};

/** Lists the folders of classes in a folder, sorted. */
export async function listClassFolders(path: string): Promise<string[]> {
  return (await listFolders(path)).filter((folder) => !LEFTOVERS.includes(basename(folder)));
}

/**
 * Lists the images of one class, by the ids {prefix}{class}/{name}.
 *
 * @throws Error naming the folder if it holds no image, or two of one name.
 */
export async function listClassFolder(
  folder: string,
  { label, prefix = '', ...options }: ListOptions & { readonly label: number; readonly prefix?: string },
): Promise<{ readonly entries: readonly Entry[]; readonly warnings: readonly string[] }> {
  const files = await listFiles(folder);
  const { images, warnings } = await listImages(files, { ...options, folder });
  if (images.length === 0) {
    const [first] = files;
    const others = first === undefined ? '' : `, but ${files.length} other files, such as ${basename(first)}`;
    throw new Error(`${folder}: expected the images of a class; found none${others}`);
  }
  const entries = images.map(
    ({ name, ...image }): Entry => ({
      id: `${prefix}${basename(folder)}/${name}`,
      where: folder,
      labels: () => [label],
      ...image,
    }),
  );
  return { entries, warnings };
}
