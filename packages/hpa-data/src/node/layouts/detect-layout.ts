import { existsSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { parseHpaName } from '../../split/parse-hpa-name.js';
import { mapInOrder } from '../files/map-in-order.js';
import { imageNameOf, parseStainFile } from './image-names.js';
import { listFiles, listFolders } from './list-files.js';
import { readCsvHeader } from './read-csv.js';
import type { LayoutName } from './source.js';

/**
 * Tells the layout of a data set by the manifest that it holds, or else by the names of its files.
 *
 * @throws Error where it fits none, saying what was looked for, or several, naming them.
 */
export async function detectLayout(path: string): Promise<LayoutName> {
  const fitting = (await stat(path)).isDirectory() ? await layoutsOf(path) : (['table'] as const);
  const [only, ...others] = fitting;
  if (only === undefined) {
    throw new Error(
      `${path}: expected train.csv (Id,Target or ID,Label), labels.csv beside pictures named as on the HPA's site, ` +
        'a folder of pictures for each class, or a table of paths in place of the folder; found none of them',
    );
  }
  if (others.length > 0) {
    throw new Error(`${path}: it could be ${fitting.join(' or ')}; name the layout that is meant`);
  }
  return only;
}

async function layoutsOf(directory: string): Promise<LayoutName[]> {
  const train = join(directory, 'train.csv');
  const byManifest: LayoutName[] = existsSync(join(directory, 'labels.csv')) ? ['hpa-files'] : [];
  if (existsSync(train)) {
    const header = await readCsvHeader(train);
    const layout = header.includes('Target')
      ? 'kaggle-2018'
      : header.includes('Label')
        ? 'kaggle-2021'
        : undefined;
    if (layout === undefined) {
      throw new Error(`${train} line 1: expected a header Id,Target or ID,Label; found ${header.join(',')}`);
    }
    byManifest.push(layout);
  }
  return byManifest.length > 0 ? byManifest : layoutsByNames(directory);
}

async function layoutsByNames(directory: string): Promise<LayoutName[]> {
  const folders = await listFolders(directory);
  const [inside, below] = [await listFiles(directory), (await mapInOrder(folders, listFiles)).flat()];
  const isHpa = (file: string) => parseHpaName(parseStainFile(file)?.id ?? '') !== undefined;
  const fitting: LayoutName[] = [];
  if ([...inside, ...below].some(isHpa)) {
    fitting.push('hpa-files');
  }
  if (
    !inside.some((file) => imageNameOf(file) !== undefined) &&
    below.some((file) => imageNameOf(file) !== undefined)
  ) {
    fitting.push('class-folders');
  }
  return fitting;
}
