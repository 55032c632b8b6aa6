import { stat } from 'node:fs/promises';
import { listFiles, listFolders } from '../files/list-files.js';
import { mapInOrder } from '../files/map-in-order.js';
import type { Contents, Layout } from './layout.js';
import { LAYOUTS } from './layouts.js';

/**
 * Tells the layout of a dataset by what it holds.
 *
 * @throws Error if no layout fits, saying what was looked for, or several do, naming them.
 */
export async function detectLayout(path: string): Promise<Layout> {
  const contents = await listContents(path);
  const found = await mapInOrder(LAYOUTS, async (layout) => ({
    layout,
    fits: await layout.detect(contents),
  }));
  const surely = found.filter(({ fits }) => fits === 'surely');
  const fitting = surely.length > 0 ? surely : found.filter(({ fits }) => fits === 'possibly');
  const [first, ...others] = fitting.map(({ layout }) => layout);
  if (first === undefined) {
    const expected = LAYOUTS.map(({ looksLike }) => looksLike);
    throw new Error(
      `${path}: expected ${expected.slice(0, -1).join(', ')}, or ${expected.at(-1)}; found none of them`,
    );
  }
  if (others.length > 0) {
    const names = [first, ...others].map(({ name }) => name);
    throw new Error(`${path}: it could be ${names.join(' or ')}; name the layout`);
  }
  return first;
}

async function listContents(path: string): Promise<Contents> {
  if (!(await stat(path)).isDirectory()) {
    return { path, isFile: true, files: [], filesInFolders: [] };
  }
  const below = await mapInOrder(await listFolders(path), listFiles);
  return { path, isFile: false, files: await listFiles(path), filesInFolders: below.flat() };
}
