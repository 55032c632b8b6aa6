import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { ChannelName } from '../../image/cell-image.js';
import type { ClassLabel } from '../../labels/class-label.js';
import { listFiles } from '../files/list-files.js';
import { readCsv, readCsvHeader } from '../files/read-csv.js';
import { collectImageSets, compositesInWords } from './collect-image-sets.js';
import type { Layout } from './layout.js';
import { expectedFile, noImagesIn } from './list-images.js';
import { parseLabels } from './parse-labels.js';

/** The columns of labels in any competition. */
const LABEL_COLUMNS = ['Target', 'Label'];

/**
 * A layout of a Kaggle competition: train.csv with ids and labels, and train/{id}_{red,green,blue,yellow}.
 *
 * Listing throws an Error naming the file if train.csv is not such a table; detecting does if it has labels of no
 * competition.
 */
export function kaggleLayout(
  name: string,
  {
    idColumn,
    labelColumn,
    separator,
    classes,
  }: {
    /** Column of the ids. */
    readonly idColumn: string;
    /** Column of the labels. */
    readonly labelColumn: string;
    /** What stands between two labels. */
    readonly separator: 'space' | '|';
    /** What the labels mean. */
    readonly classes: readonly ClassLabel[];
  },
): Layout {
  return {
    name,
    looksLike: `train.csv (${idColumn},${labelColumn})`,
    detect: async ({ path, files }) => {
      const manifest = join(path, 'train.csv');
      if (!files.includes(manifest)) {
        return undefined;
      }
      const header = await readCsvHeader(manifest);
      if (!header.some((column) => LABEL_COLUMNS.includes(column))) {
        throw new Error(
          `${manifest} line 1: expected a header Id,Target or ID,Label; found ${header.join(',')}`,
        );
      }
      return header.includes(labelColumn) ? 'surely' : undefined;
    },
    list: async (path, { naming }) => {
      const manifest = join(path, 'train.csv');
      const rows = await readCsv(manifest, { columns: [idColumn, labelColumn] });
      const folder = join(path, 'train');
      if (!existsSync(folder)) {
        throw new Error(`${folder}: expected the images that train.csv lists; there is no such folder`);
      }
      const files = await listFiles(folder);
      const sets = collectImageSets(files, { naming });
      if (sets.size === 0) {
        throw new Error(noImagesIn(folder, { naming, files }));
      }
      const entries = rows.map(({ line, values }) => {
        const id = values[idColumn]!;
        return {
          id,
          where: `${manifest} line ${line}`,
          labels: () => parseLabels(values[labelColumn]!, { column: labelColumn, separator, classes }),
          files: () => sets.get(id) ?? {},
          expected: (channel: ChannelName) =>
            expectedFile(join(folder, id), {
              word: naming.wordsOf(channel)[0]!,
              files: sets.get(id),
              others: sets,
            }),
        };
      });
      return { classes, entries, warnings: compositesInWords(files, { naming, used: 0 }) };
    },
  };
}
