import { dirname, resolve } from 'node:path';
import type { AtlasChannel, ChannelName } from '../../image/cell-image.js';
import type { ClassLabel } from '../../labels/class-label.js';
import { LOCATIONS } from '../../labels/locations.js';
import { listFiles } from '../files/list-files.js';
import { mapInOrder } from '../files/map-in-order.js';
import { parsePageAddress } from '../files/page-address.js';
import { readCsv, readCsvHeader } from '../files/read-csv.js';
import type { ChannelNaming } from './channel-naming.js';
import type { FoundFiles } from './collect-image-sets.js';
import type { Layout, Listing, ListOptions } from './layout.js';
import { wholeImageIn } from './list-images.js';
import { type NameSplitter, nameSplitter } from './name-splitter.js';
import { parseLabels, requireDistinct } from './parse-labels.js';
import { wholeImage } from './whole-image.js';

const LABEL_COLUMNS = ['Target', 'Label', 'Group'] as const;
type Values = Readonly<Record<string, string | undefined>>;

/** What a kind of table calls its columns. */
export interface TableColumns {
  readonly id: string;
  readonly channels: Readonly<Record<AtlasChannel, string>>;
  /** What may stand behind the word of a channel in the name of its column. */
  readonly suffix?: string;
  /** One file for all channels. */
  readonly file?: string;
  /** Rows that begin with this are skipped. */
  readonly commentMark?: string;
}

const COLUMNS: TableColumns = {
  id: 'Id',
  channels: { microtubules: 'Red', protein: 'Green', nucleus: 'Blue', er: 'Yellow' },
  file: 'File',
};

/**
 * A table of paths, relative to its folder, whose values are separated by commas, semicolons or tabs.
 *
 *     Id       unique name
 *     Target   location ids, separated by spaces; or
 *     Label    class names, separated by |, or by commas or semicolons where every part is a class: the classes are all
 *              that occur, numbered by name; or neither, then the images have no labels
 *     Group    (optional) what a split must keep together
 *     any other column   what else is known, such as the antibody: `attributes` of the samples
 *     Red, Green, Blue, Yellow   one file per channel, or one page of a TIFF: cells.tif#page=2; where it is said what channels are called,
 *                                columns of these names; or
 *     File     one file for all channels: in color, or with a gray page for each
 *
 * Listing throws an Error naming the file if it has both Target and Label, or neither or both of File and Red.
 */
export const TABLE: Layout = {
  name: 'table',
  looksLike: 'a table of paths in place of the folder',
  detect: async ({ isFile, path }) =>
    isFile && !isPathList(await readCsvHeader(path)) ? 'surely' : undefined,
  list: (path, options) => listTable(path, { ...options, columns: COLUMNS }),
};

/** Whether a header is that of the table that SubCellPortable reads. */
export function isPathList(header: readonly string[]): boolean {
  const names = header.map((name) => name.replace(/^#\s*/, ''));
  return ['g_image', 'b_image', 'output_prefix'].every((name) => names.includes(name));
}

/**
 * Lists a table of paths by the names of its columns.
 *
 * @throws Error naming the file if it has both Target and Label, or neither or both of one file and a file per channel.
 */
export async function listTable(
  path: string,
  { columns, ...options }: ListOptions & { readonly columns: TableColumns },
): Promise<Listing> {
  const { id: idColumn, file, commentMark } = columns;
  const channels = channelColumns(await readCsvHeader(path), { columns, naming: options.naming });
  const rows: readonly {
    readonly line: number;
    readonly values: Values;
    readonly others: Readonly<Record<string, string>>;
  }[] = await readCsv(path, {
    columns: [idColumn],
    optional: [
      ...LABEL_COLUMNS,
      ...(file === undefined ? [] : [file]),
      // Paths of channels that are left out are no attributes.
      ...new Set([...Object.values(channels), ...Object.values(columns.channels)]),
    ],
    ...(commentMark !== undefined && { commentMark }),
  });
  const has = (column: string) => rows[0]!.values[column] !== undefined;
  if (has('Target') && has('Label')) {
    throw new Error(`${path}: expected a column Target or Label; found both`);
  }
  if (file !== undefined) {
    requireOneOf([file, ...Object.values(channels)], { path, has });
  }

  const split = nameSplitter(rows.map(({ values }) => values.Label ?? ''));
  const classes = has('Label')
    ? collectNames(
        rows.map(({ values }) => values.Label!),
        split,
      )
    : has('Target')
      ? LOCATIONS
      : [];
  const idsByName = new Map(classes.map(({ id, name }) => [name, id]));
  const paths = rows.map(({ values }) => resolvePaths(values, { ...options, path, file, channels }));
  const present = await findPresent(paths);
  const wholes = new Map<string, () => FoundFiles>();
  await mapInOrder(
    [...new Set(rows.flatMap(({ values }) => (file && values[file] ? [values[file]] : [])))],
    async (name) => {
      const whole = resolve(dirname(path), name);
      wholes.set(
        name,
        present.has(whole) ? await wholeImageIn(whole, options) : () => wholeImage(whole, options),
      );
    },
  );
  const entries = rows.map(({ line, values, others }, row) => {
    const own = paths[row]!;
    return {
      id: values[idColumn]!,
      where: `${path} line ${line}`,
      labels: () => {
        if (values.Target !== undefined) {
          return parseLabels(values.Target, { column: 'Target', separator: 'space', classes: LOCATIONS });
        }
        return requireDistinct(split(values.Label ?? '')).map((name) => idsByName.get(name)!);
      },
      ...(values.Group !== undefined && { group: values.Group }),
      attributes: others,
      files: () => {
        const found = wholes.get((file && values[file]) ?? '')?.() ?? own;
        return Object.fromEntries(Object.entries(found).filter(([, address]) => present.has(address)));
      },
      expected: (channel: ChannelName) =>
        own[channel] ?? `for ${options.naming.wordsOf(channel)[0]}: the table names none`,
    };
  });
  return { classes, entries };
}

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

/** The columns of the channels in a table, by their names in any case of letters; the usual ones if nothing else is said. */
export function channelColumns(
  header: readonly string[],
  {
    columns: { channels: usual, suffix = '' },
    naming,
  }: { readonly columns: TableColumns; readonly naming: ChannelNaming },
): Readonly<Record<ChannelName, string>> {
  if (!naming.stated) {
    return usual;
  }
  const usualOf = new Map<ChannelName, string>(Object.entries(usual));
  const names = header.map((name) => name.replace(/^#\s*/, ''));
  return Object.fromEntries(
    naming.channels.map((channel) => {
      const words = naming.wordsOf(channel);
      const own = words.includes(channel) ? usualOf.get(channel) : undefined;
      const called = [own ?? '', ...words, ...words.map((word) => `${word}${suffix}`)].map((word) =>
        word.toLowerCase(),
      );
      return [channel, names.find((name) => called.includes(name.toLowerCase())) ?? own ?? words[0]!];
    }),
  );
}

function requireOneOf(
  [file, ...channels]: readonly [string, ...(readonly string[])],
  { path, has }: { readonly path: string; readonly has: (column: string) => boolean },
): void {
  const named = channels.find(has);
  if (has(file) === (named !== undefined)) {
    throw new Error(
      `${path}: expected a column ${file} or ${named ?? channels[0]}; found ${has(file) ? 'both' : 'neither'}`,
    );
  }
}

/** All names that occur; a cell that cannot be split has none here, and is named with its line later. */
function collectNames(cells: readonly string[], split: NameSplitter): ClassLabel[] {
  const names = new Set<string>();
  for (const cell of cells) {
    try {
      for (const name of split(cell)) {
        names.add(name);
      }
    } catch {
      // The row is refused by itself.
    }
  }
  return [...names].sort().map((name, id) => ({ id, name }));
}

function resolvePaths(
  values: Values,
  {
    path,
    file,
    channels,
    ...options
  }: ListOptions & {
    readonly path: string;
    /** The column of one file for all channels. */
    readonly file: string | undefined;
    readonly channels: Readonly<Record<ChannelName, string>>;
  },
): FoundFiles {
  const toPath = (relative: string) => resolve(dirname(path), relative);
  const whole = file === undefined ? undefined : values[file];
  if (whole) {
    return wholeImage(toPath(whole), options);
  }
  return Object.fromEntries(
    options.naming.channels.flatMap((name) => {
      const relative = values[channels[name]!];
      return relative ? [[name, toPath(relative)]] : [];
    }),
  );
}
