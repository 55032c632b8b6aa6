import { basename, join } from 'node:path';
import { readCsvHeader } from '../files/read-csv.js';
import type { Layout } from './layout.js';
import { channelColumns, isPathList, listTable, type TableColumns } from './table.js';

const FILE_NAME = 'path_list.csv';

const COLUMNS: TableColumns = {
  id: 'output_prefix',
  channels: { microtubules: 'r_image', protein: 'g_image', nucleus: 'b_image', er: 'y_image' },
  suffix: '_image',
  commentMark: '#',
};

/**
 * The table that SubCellPortable reads (https://github.com/CellProfiling/SubCellPortable), path_list.csv or the folder that
 * holds it: a row for each image with the paths r_image, y_image, b_image and g_image, relative to the table, and a unique
 * output_prefix, which is the id. Rows that begin with # are skipped. Columns Target or Label, and Group, count as in a
 * table of paths.
 */
export const PATH_LIST: Layout = {
  name: 'path-list',
  looksLike: FILE_NAME,
  detect: async ({ path, isFile, files }) => {
    const table = isFile ? path : files.find((file) => basename(file) === FILE_NAME);
    return table !== undefined && isPathList(await readCsvHeader(table)) ? 'surely' : undefined;
  },
  list: async (path, options) => {
    const table = path.endsWith('.csv') ? path : join(path, FILE_NAME);
    const listing = await listTable(table, { ...options, columns: COLUMNS });
    const header = await readCsvHeader(table);
    const known = [
      ...Object.values(COLUMNS.channels),
      ...Object.values(channelColumns(header, { columns: COLUMNS, naming: options.naming })),
    ];
    const others = header.filter(
      (name) => name.endsWith('_image') && !known.includes(name.replace(/^#\s*/, '')),
    );
    const warnings =
      others.length === 0 ? [] : [`${table}: columns of further images are not read: ${others.join(', ')}`];
    return { ...listing, warnings };
  },
};
