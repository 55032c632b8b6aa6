import { dirname, resolve } from 'node:path';
import { CHANNEL_COLORS, CHANNEL_NAMES } from '../../image/cell-image.js';
import type { ClassLabel } from '../../labels/class-label.js';
import { LOCATIONS } from '../../labels/locations.js';
import { listFiles } from '../files/list-files.js';
import { mapInOrder } from '../files/map-in-order.js';
import { parsePageAddress } from '../files/page-address.js';
import { readCsv } from '../files/read-csv.js';
import type { FoundFiles } from './collect-image-sets.js';
import type { Layout, ListOptions } from './layout.js';
import { parseLabels, requireDistinct } from './parse-labels.js';
import { wholeImage } from './whole-image.js';

const OPTIONAL_COLUMNS = ['Target', 'Label', 'Group', 'File', 'Red', 'Green', 'Blue', 'Yellow'] as const;
type Values = Readonly<Record<'Id', string> & Partial<Record<(typeof OPTIONAL_COLUMNS)[number], string>>>;

const CHANNEL_COLUMNS = { microtubules: 'Red', protein: 'Green', nucleus: 'Blue', er: 'Yellow' } as const;

/**
 * A CSV file of paths, relative to its folder.
 *
 *     Id       unique name
 *     Target   location ids, separated by spaces; or
 *     Label    class names, separated by |: the classes are all that occur, numbered by name
 *     Group    (optional) what a split must keep together
 *     Red, Green, Blue, Yellow   one file per channel, or one page of a TIFF: cells.tif#page=2; or
 *     File     one file for all channels: in color, or with a gray page for each
 *
 * Listing throws an Error naming the file if it has neither or both of Target and Label, or of File and Red.
 */
export const TABLE: Layout = {
  name: 'table',
  looksLike: 'a table of paths in place of the folder',
  detect: async ({ isFile }) => (isFile ? 'surely' : undefined),
  list: async (path, options) => {
    const rows = await readCsv(path, { columns: ['Id'], optional: OPTIONAL_COLUMNS });
    const has = (column: keyof Values) => rows[0]!.values[column] !== undefined;
    requireOneOf(['Target', 'Label'], { path, has });
    requireOneOf(['File', 'Red'], { path, has });

    const classes = has('Label') ? collectNames(rows.map(({ values }) => values.Label!)) : LOCATIONS;
    const idsByName = new Map(classes.map(({ id, name }) => [name, id]));
    const paths = rows.map(({ values }) => resolvePaths(values, { ...options, path }));
    const present = await findPresent(paths);
    const entries = rows.map(({ line, values }, row) => {
      const own = paths[row]!;
      return {
        id: values.Id,
        where: `${path} line ${line}`,
        labels: () =>
          values.Target === undefined
            ? requireDistinct(splitNames(values.Label!)).map((name) => idsByName.get(name)!)
            : parseLabels(values.Target, { column: 'Target', separator: 'space', classes: LOCATIONS }),
        ...(values.Group !== undefined && { group: values.Group }),
        files: () => Object.fromEntries(Object.entries(own).filter(([, file]) => present.has(file))),
        expected: (color: string) => {
          const channel = CHANNEL_NAMES.find((name) => CHANNEL_COLORS[name] === color)!;
          return own[channel] ?? `for ${color}: the table names none`;
        },
      };
    });
    return { classes, entries };
  },
};

/** Finds the paths that lead to a file; every folder is listed once. */
async function findPresent(paths: readonly FoundFiles[]): Promise<ReadonlySet<string>> {
  const addresses = [...new Set(paths.flatMap((files) => Object.values(files)))];
  const fileOf = (address: string) => parsePageAddress(address).file;
  const folders = new Set(addresses.map((address) => dirname(fileOf(address))));
  // Of a folder that cannot be listed, each file is missing, by name.
  const listed = await mapInOrder([...folders], (folder) => listFiles(folder).catch(() => []));
  const files = new Set(listed.flat());
  return new Set(addresses.filter((address) => files.has(fileOf(address))));
}

function requireOneOf(
  columns: readonly [keyof Values, keyof Values],
  { path, has }: { readonly path: string; readonly has: (column: keyof Values) => boolean },
): void {
  if (columns.filter(has).length !== 1) {
    throw new Error(
      `${path}: expected a column ${columns.join(' or ')}; found ${columns.some(has) ? 'both' : 'neither'}`,
    );
  }
}

function collectNames(labels: readonly string[]): ClassLabel[] {
  const names = [...new Set(labels.flatMap(splitNames))].sort();
  return names.map((name, id) => ({ id, name }));
}

/** The names in a cell; an empty one has none. */
function splitNames(label: string): string[] {
  return label
    .split('|')
    .map((name) => name.trim())
    .filter((name) => name !== '');
}

function resolvePaths(
  values: Values,
  { path, allowMissing }: ListOptions & { readonly path: string },
): FoundFiles {
  const toPath = (relative: string) => resolve(dirname(path), relative);
  if (values.File) {
    return wholeImage(toPath(values.File), { allowMissing });
  }
  return Object.fromEntries(
    CHANNEL_NAMES.flatMap((name) => {
      const relative = values[CHANNEL_COLUMNS[name]];
      return relative ? [[name, toPath(relative)]] : [];
    }),
  );
}
