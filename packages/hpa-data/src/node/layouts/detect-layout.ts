import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { listFiles, listFolders } from '../files/list-files.js';
import { mapInOrder } from '../files/map-in-order.js';
import type { ChannelNaming } from './channel-naming.js';
import type { Contents, Fit, Layout } from './layout.js';
import { LAYOUTS } from './layouts.js';

/**
 * Tells the layout of a dataset by what it holds.
 *
 * @throws Error if no layout fits, saying what was looked for, or several do, naming them.
 */
export async function detectLayout(
  path: string,
  {
    naming,
    order = ['surely', 'possibly', 'unlabeled'],
    rather,
  }: {
    /** What files call the channels. */
    readonly naming: ChannelNaming;
    /** Which fit wins over which. */
    readonly order?: readonly Fit[];
    /** Name of the layout to take if it is among several that fit alike. */
    readonly rather?: string;
  },
): Promise<Layout> {
  const contents = await listContents(path, naming);
  const found = await mapInOrder(LAYOUTS, async (layout) => ({
    layout,
    fits: await layout.detect(contents),
  }));
  const best = order.find((fit) => found.some(({ fits }) => fits === fit));
  const fitting = found.filter(({ fits }) => fits !== undefined && fits === best);
  const preferred = fitting.find(({ layout }) => layout.name === rather);
  const [first, ...others] = (preferred === undefined ? fitting : [preferred]).map(({ layout }) => layout);
  if (first === undefined) {
    const expected = LAYOUTS.map(({ looksLike }) => looksLike);
    throw new Error(
      `${path}: expected ${expected.slice(0, -1).join(', ')}, or ${expected.at(-1)}; found ${inWords(contents)}`,
    );
  }
  if (others.length > 0) {
    const names = [first, ...others].map(({ name }) => name);
    throw new Error(`${path}: it could be ${names.join(' or ')}; name the layout`);
  }
  return first;
}

async function listContents(path: string, naming: ChannelNaming): Promise<Contents> {
  if (!(await stat(path)).isDirectory()) {
    return { path, naming, isFile: true, files: [], folders: [], filesInFolders: [] };
  }
  const folders = await listFolders(path);
  const below = await mapInOrder(folders, listFiles);
  const files = await listFiles(path);
  return { path, naming, isFile: false, files, folders, filesInFolders: below.flat() };
}

/** What is there instead, by a name that exists. */
function inWords({ files, folders, filesInFolders }: Contents): string {
  const [first] = [...files, ...filesInFolders, ...folders];
  return first === undefined ? 'an empty folder' : `none of them, but ${basename(first)}`;
}
