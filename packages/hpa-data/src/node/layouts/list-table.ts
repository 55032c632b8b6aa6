import { dirname, resolve } from 'node:path';
import { CHANNEL_COLOURS, CHANNEL_NAMES } from '../../image/cell-image.js';
import type { ClassLabel } from '../../labels/class-label.js';
import { LOCATIONS } from '../../labels/locations.js';
import type { FoundFiles } from './collect-image-sets.js';
import { listFiles } from './list-files.js';
import { parseLabels, requireOnce } from './parse-labels.js';
import { readCsv } from './read-csv.js';
import type { Entry, Listing } from './source.js';
import { wholePicture } from './whole-picture.js';

/** Options of {@link listTable}. */
export interface ListTableOptions {
  /** The stain that may be missing. */
  readonly allowMissing?: 'er' | undefined;
}

const optionalColumns = ['Target', 'Label', 'Group', 'File', 'Red', 'Green', 'Blue', 'Yellow'] as const;
type Values = Readonly<Record<'Id', string> & Partial<Record<(typeof optionalColumns)[number], string>>>;

/**
 * Lists a table of paths, relative to the table's own folder.
 *
 *     Id       unique name
 *     Target   location ids, separated by spaces; or
 *     Label    class names, separated by |: the classes are all that occur, numbered by name
 *     Group    (optional) what a split must keep together
 *     Red, Green, Blue, Yellow   one file a stain; or
 *     File     one file for all stains: in colour, or with a grey page for each
 *
 * @throws Error naming the file where it has neither or both of Target and Label, or of File and Red.
 */
export async function listTable(table: string, { allowMissing }: ListTableOptions): Promise<Listing> {
  const rows = await readCsv(table, { columns: ['Id'], optional: optionalColumns });
  const has = (column: keyof Values) => rows[0]!.values[column] !== undefined;
  requireOneOf(['Target', 'Label'], { table, has });
  requireOneOf(['File', 'Red'], { table, has });

  const classes = has('Label') ? namesIn(rows.map(({ values }) => values.Label!)) : LOCATIONS;
  const idOf = new Map(classes.map(({ id, name }) => [name, id]));
  const entries = rows.map(({ line, values }): Entry => {
    const paths = pathsOf(values, { table, allowMissing });
    return {
      id: values.Id,
      where: `${table} line ${line}`,
      labels: () =>
        values.Target === undefined
          ? requireOnce(split(values.Label!)).map((name) => idOf.get(name)!)
          : parseLabels(values.Target, { column: 'Target', separator: 'space', classes: LOCATIONS }),
      ...(values.Group !== undefined && { group: values.Group }),
      files: paths,
      expected: (colour) => `for ${colour}: the table names none`,
    };
  });
  return { classes, entries: await presentFiles(entries) };
}

/** Takes from each entry the files that are not there; every folder is listed once. */
async function presentFiles(entries: readonly Entry[]): Promise<Entry[]> {
  const folders = new Set(entries.flatMap(({ files }) => Object.values(files).map((file) => dirname(file))));
  const listed = await Promise.all(
    [...folders].map((folder) => listFiles(folder).catch(() => [])), // Each file in it is missing, by name.
  );
  const present = new Set(listed.flat());
  return entries.map((entry) => ({
    ...entry,
    files: Object.fromEntries(Object.entries(entry.files).filter(([, file]) => present.has(file))),
    expected: (colour) => {
      const stain = CHANNEL_NAMES.find((name) => CHANNEL_COLOURS[name] === colour)!;
      return entry.files[stain] ?? entry.expected(colour);
    },
  }));
}

function requireOneOf(
  columns: readonly [keyof Values, keyof Values],
  { table, has }: { readonly table: string; readonly has: (column: keyof Values) => boolean },
): void {
  if (columns.filter(has).length !== 1) {
    throw new Error(
      `${table}: expected a column ${columns.join(' or ')}; found ${columns.some(has) ? 'both' : 'neither'}`,
    );
  }
}

function namesIn(labels: readonly string[]): ClassLabel[] {
  const names = [...new Set(labels.flatMap(split))].sort();
  return names.map((name, id) => ({ id, name }));
}

/** The names of a cell; an empty one has none. */
function split(label: string): string[] {
  return label
    .split('|')
    .map((name) => name.trim())
    .filter((name) => name !== '');
}

const columnOf = { microtubules: 'Red', protein: 'Green', nucleus: 'Blue', er: 'Yellow' } as const;

function pathsOf(
  values: Values,
  { table, allowMissing }: ListTableOptions & { readonly table: string },
): FoundFiles {
  const pathOf = (path: string) => resolve(dirname(table), path);
  if (values.File) {
    return wholePicture(pathOf(values.File), { allowMissing });
  }
  return Object.fromEntries(
    CHANNEL_NAMES.flatMap((name) => {
      const path = values[columnOf[name]];
      return path ? [[name, pathOf(path)]] : [];
    }),
  );
}
