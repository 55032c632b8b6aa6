import { existsSync } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { parseHpaName, type Sample, type SkippedSample } from '@hpa/data';
import { groupFiles } from '@hpa/data/node';

/** Samples without labels, as they lie in files. */
export interface ImageSets {
  readonly layout: 'image-sets';
  readonly samples: readonly Sample[];
  readonly classes: readonly [];
  readonly skipped: readonly SkippedSample[];
}

/** The name of one channel of an image. */
const SET_FILE = /^(?<id>.+)_(?:red|green|blue|yellow)\.(?:png|jpe?g|tiff?)$/i;

/** Files that say how a folder is labeled: with one, it is no mere folder of image sets. */
const MANIFESTS = ['train.csv', 'labels.csv'];

/**
 * Finds images without labels: the given files, or those {id}_{red,green,blue,yellow}.png (.jpg, .tif) of a folder
 * without a manifest, in itself or in its folder train/ or test/.
 *
 * @returns undefined if the path is something else.
 * @throws Error naming a set that lacks a file or a file that belongs to no set, or both folders if train/ and test/
 * hold sets.
 */
export async function findImageSets(
  where: string | readonly string[],
  { badSamples, allowMissing }: { readonly badSamples: 'throw' | 'skip'; readonly allowMissing?: 'er' },
): Promise<ImageSets | undefined> {
  const files = typeof where === 'string' ? await findSetFiles(where) : where;
  if (files.length === 0) {
    return undefined;
  }
  const reading = allowMissing ? { allowMissing } : {};
  if (badSamples === 'throw') {
    return { layout: 'image-sets', samples: groupFiles(files, reading), classes: [], skipped: [] };
  }
  const samples: Sample[] = [];
  const skipped: SkippedSample[] = [];
  for (const [id, set] of groupById(files)) {
    try {
      samples.push(...groupFiles(set, reading));
    } catch (error) {
      skipped.push({ id: basename(id), reason: (error as Error).message });
    }
  }
  return { layout: 'image-sets', samples, classes: [], skipped };
}

/**
 * Tells whether a folder without a manifest holds folders of files named as on the HPA's site. Their names look like
 * classes too, which matters only if labels are needed.
 */
export async function holdsHpaFolders(path: string): Promise<boolean> {
  if (!(await isPlainFolder(path))) {
    return false;
  }
  const folders = (await readdir(path, { withFileTypes: true })).filter((entry) => entry.isDirectory());
  const files = await Promise.all(folders.map(({ name }) => listSetFiles(join(path, name))));
  const isHpa = (file: string) => parseHpaName(SET_FILE.exec(basename(file))?.groups?.id ?? '') !== undefined;
  return files.flat().some(isHpa);
}

async function isPlainFolder(path: string): Promise<boolean> {
  const isFolder = (await stat(path)).isDirectory();
  return isFolder && !MANIFESTS.some((name) => existsSync(join(path, name)));
}

async function findSetFiles(path: string): Promise<string[]> {
  if (!(await isPlainFolder(path))) {
    return [];
  }
  const inside = await listSetFiles(path);
  if (inside.length > 0) {
    return inside;
  }
  const [train, test] = [await listSetFiles(join(path, 'train')), await listSetFiles(join(path, 'test'))];
  if (train.length > 0 && test.length > 0) {
    throw new Error(
      `${path}: both train/ and test/ hold images; name one of them, such as ${join(path, 'test')}`,
    );
  }
  return [...train, ...test];
}

async function listSetFiles(folder: string): Promise<string[]> {
  if (!existsSync(folder)) {
    return [];
  }
  const names = (await readdir(folder)).filter((name) => SET_FILE.test(name) && !name.startsWith('.'));
  return names.sort().map((name) => join(folder, name));
}

function groupById(files: readonly string[]): Map<string, string[]> {
  const sets = new Map<string, string[]>();
  for (const file of files) {
    const id = SET_FILE.exec(file)?.groups?.id ?? file;
    sets.set(id, [...(sets.get(id) ?? []), file]);
  }
  return sets;
}
