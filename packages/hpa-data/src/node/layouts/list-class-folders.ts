import { basename, join } from 'node:path';
import { mapInOrder } from '../files/map-in-order.js';
import { collectImageSets, type FoundFiles } from './collect-image-sets.js';
import { imageNameOf, parseStainFile } from './image-names.js';
import { listFiles, listFolders } from './list-files.js';
import type { Entry, Listing } from './source.js';
import { wholePicture } from './whole-picture.js';

/** Options of {@link listClassFolders}. */
export interface ListClassFoldersOptions {
  /** The stain that may be missing. */
  readonly allowMissing?: 'er' | undefined;
}

/**
 * Lists a folder of which each folder is a class, named after it and numbered by name. In it lie files
 * {id}_{red,green,blue,yellow}, or one file a picture: in colour, or with a grey page for each stain. A sample's id
 * is {class}/{id}.
 *
 * @throws Error naming a class without images, or two files of the same name.
 */
export async function listClassFolders(
  directory: string,
  { allowMissing }: ListClassFoldersOptions,
): Promise<Listing> {
  const folders = await listFolders(directory);
  const entries = await mapInOrder([...folders.entries()], async ([label, folder]) => {
    const pictures = picturesIn(await listFiles(folder), { folder, allowMissing });
    if (pictures.size === 0) {
      throw new Error(`${folder}: expected the images of a class; found none`);
    }
    return [...pictures].map(
      ([name, files]): Entry => ({
        id: `${basename(folder)}/${name}`,
        where: folder,
        labels: () => [label],
        files,
        expected: (colour) => join(folder, `${name}_${colour}.png`),
      }),
    );
  });
  return {
    classes: folders.map((folder, id) => ({ id, name: basename(folder) })),
    entries: entries.flat(),
  };
}

function picturesIn(
  files: readonly string[],
  { folder, allowMissing }: ListClassFoldersOptions & { readonly folder: string },
): Map<string, FoundFiles> {
  const pictures = collectImageSets(files);
  for (const file of files) {
    const name = imageNameOf(file);
    if (name === undefined || parseStainFile(file) !== undefined) {
      continue;
    }
    if (pictures.has(name)) {
      throw new Error(`${folder}: two pictures are named ${name}; names must differ without their endings`);
    }
    pictures.set(name, wholePicture(file, { allowMissing }));
  }
  return pictures;
}
