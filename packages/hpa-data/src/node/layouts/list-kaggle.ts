import { extname, join } from 'node:path';
import { LOCATIONS } from '../../labels/locations.js';
import { SINGLE_CELL_CLASSES } from '../../labels/single-cell-classes.js';
import { collectImageSets } from './collect-image-sets.js';
import { listFiles } from './list-files.js';
import { parseLabels } from './parse-labels.js';
import { readCsv } from './read-csv.js';
import type { Listing } from './source.js';

/**
 * Lists a data set in the layout of the Kaggle 2018 competition: train.csv (Id,Target with location ids separated by
 * spaces) and train/{Id}_{red,green,blue,yellow}.
 *
 * @throws Error naming the file where train.csv is not such a table.
 */
export async function listKaggle2018(directory: string): Promise<Listing> {
  const manifest = join(directory, 'train.csv');
  const rows = await readCsv(manifest, { columns: ['Id', 'Target'] });
  const filesOf = await imagesIn(join(directory, 'train'));
  const reading = { column: 'Target', separator: 'space', classes: LOCATIONS } as const;
  return {
    classes: LOCATIONS,
    entries: rows.map(({ line, values: { Id: id, Target: target } }) => ({
      id,
      where: `${manifest} line ${line}`,
      labels: () => parseLabels(target, reading),
      ...filesOf(id),
    })),
  };
}

/**
 * Lists a data set in the layout of the Kaggle 2021 competition: train.csv (ID,Label with class ids separated by |)
 * and train/{ID}_{red,green,blue,yellow}.
 *
 * @throws Error naming the file where train.csv is not such a table.
 */
export async function listKaggle2021(directory: string): Promise<Listing> {
  const manifest = join(directory, 'train.csv');
  const rows = await readCsv(manifest, { columns: ['ID', 'Label'] });
  const filesOf = await imagesIn(join(directory, 'train'));
  const reading = { column: 'Label', separator: '|', classes: SINGLE_CELL_CLASSES } as const;
  return {
    classes: SINGLE_CELL_CLASSES,
    entries: rows.map(({ line, values: { ID: id, Label: label } }) => ({
      id,
      where: `${manifest} line ${line}`,
      labels: () => parseLabels(label, reading),
      ...filesOf(id),
    })),
  };
}

async function imagesIn(directory: string) {
  const files = await listFiles(directory);
  const sets = collectImageSets(files);
  const ending = extname(files[0] ?? '.png');
  return (id: string) => ({
    files: sets.get(id) ?? {},
    expected: (colour: string) => join(directory, `${id}_${colour}${ending}`),
  });
}
