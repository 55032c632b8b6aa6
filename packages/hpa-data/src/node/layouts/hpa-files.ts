import { dirname, join } from 'node:path';
import { LOCATIONS } from '../../labels/locations.js';
import { parseHpaName } from '../../split/parse-hpa-name.js';
import { listFiles, listFolders } from '../files/list-files.js';
import { mapInOrder } from '../files/map-in-order.js';
import { readCsv } from '../files/read-csv.js';
import { collectImageSets, type FoundFiles } from './collect-image-sets.js';
import { parseChannelFile } from './file-names.js';
import type { Entry, Layout } from './layout.js';
import { expectedFile, listImages, noImagesIn } from './list-images.js';
import { parseLabels } from './parse-labels.js';

/**
 * Images named as on the Human Protein Atlas's site, {antibody}_{plate}_{well}_{field}_{color}, the antibody optional,
 * in a folder and the folders in it. If there is labels.csv (Id,Target with location ids separated by spaces), it lists
 * the images that count; otherwise all do, without labels.
 *
 * Listing throws an Error naming the file if labels.csv is not such a table, or if a file is in two places.
 */
export const HPA_FILES: Layout = {
  name: 'hpa-files',
  looksLike: "labels.csv beside images named as on the HPA's site",
  detect: async ({ path, files, filesInFolders, naming }) => {
    if (files.includes(join(path, 'labels.csv'))) {
      return 'surely';
    }
    const isHpa = (file: string) => parseHpaName(parseChannelFile(file, naming)?.id ?? '') !== undefined;
    const inside = files.filter((file) => parseChannelFile(file, naming) !== undefined);
    // In a folder of images, one of another name makes all of them images of which nothing more is known.
    const fits = inside.length > 0 ? inside.every(isHpa) : filesInFolders.some(isHpa);
    return fits ? 'possibly' : undefined;
  },
  list: async (path, options) => {
    const { naming } = options;
    const files = await listFiles(path);
    const below = await mapInOrder(await listFolders(path), listFiles);
    const all = [files, ...below].flat();
    const sets = collectImageSets(all, { naming, colorFolders: true });
    const { images, warnings } = await listImages(all, {
      ...options,
      folder: path,
      sets,
      wholeImages: 'composites',
    });
    const found = new Map(images.map((image) => [image.name, image]));
    const entry = (
      id: string,
      { where, target }: { readonly where: string; readonly target?: string },
    ): Entry => ({
      id,
      where,
      labels: () => {
        if (parseHpaName(id) === undefined) {
          throw new Error(
            `expected a name {antibody}_{plate}_{well}_{field} such as 30741_800_A6_1; found ${id}`,
          );
        }
        return target === undefined
          ? []
          : parseLabels(target, { column: 'Target', separator: 'space', classes: LOCATIONS });
      },
      files: () => found.get(id)?.files() ?? {},
      expected: (channel) =>
        expectedFile(join(folderOf(sets.get(id)) ?? path, id), {
          word: naming.wordsOf(channel)[0]!,
          files: sets.get(id),
          others: sets,
        }),
    });

    const manifest = join(path, 'labels.csv');
    if (found.size === 0) {
      throw new Error(noImagesIn(path, { naming, files: all.filter((file) => file !== manifest) }));
    }
    const entries = files.includes(manifest)
      ? (await readCsv(manifest, { columns: ['Id', 'Target'] })).map(({ line, values }) =>
          entry(values.Id, { where: `${manifest} line ${line}`, target: values.Target }),
        )
      : [...found.keys()].sort().map((id) => entry(id, { where: path }));
    return { classes: LOCATIONS, entries, warnings };
  },
};

function folderOf(files: FoundFiles | undefined): string | undefined {
  const [first] = Object.values(files ?? {});
  return first === undefined ? undefined : dirname(first);
}
