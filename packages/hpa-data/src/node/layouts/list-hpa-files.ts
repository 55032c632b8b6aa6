import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { LOCATIONS } from '../../labels/locations.js';
import { parseHpaName } from '../../split/parse-hpa-name.js';
import { mapInOrder } from '../files/map-in-order.js';
import { collectImageSets } from './collect-image-sets.js';
import { listFiles, listFolders } from './list-files.js';
import { parseLabels } from './parse-labels.js';
import { readCsv } from './read-csv.js';
import type { Entry, Listing } from './source.js';

/**
 * Lists pictures named as on the Human Protein Atlas's site, {antibody}_{plate}_{well}_{field}_{colour}, the
 * antibody optional, in a folder and the folders in it. Where there is labels.csv (Id,Target with location ids
 * separated by spaces) it says which pictures are meant; else all are, without labels.
 *
 * @throws Error naming the file where labels.csv is not such a table, or a file in two places.
 */
export async function listHpaFiles(directory: string): Promise<Listing> {
  const folders = [directory, ...(await listFolders(directory))];
  const sets = collectImageSets((await mapInOrder(folders, listFiles)).flat());
  const entryOf = (
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
    files: sets.get(id) ?? {},
    expected: (colour) => join(directory, `${id}_${colour}.jpg`),
  });

  const manifest = join(directory, 'labels.csv');
  const entries = existsSync(manifest)
    ? (await readCsv(manifest, { columns: ['Id', 'Target'] })).map(({ line, values: { Id, Target } }) =>
        entryOf(Id, { where: `${manifest} line ${line}`, target: Target }),
      )
    : [...sets.keys()].sort().map((id) => entryOf(id, { where: directory }));
  return { classes: LOCATIONS, entries };
}
