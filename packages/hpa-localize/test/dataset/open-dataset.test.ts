import { cp, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Sample } from '@hpa/data';
import { prepare } from '@hpa/data/node';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeTiff } from '../../../hpa-data/test/node/support/make-tiff.js';
import { type OpenDatasetOptions, openDataset } from '../../src/dataset/open-dataset.js';
import { writeCells } from '../write-cells.js';

let scratch: string;
let kaggle: string;
let ids: readonly string[];
const colors = ['red', 'green', 'blue', 'yellow'];
const fileOf = (id: string, color: string): string => join(kaggle, 'train', `${id}_${color}.png`);

beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'hpa-dataset-'));
  kaggle = join(scratch, 'kaggle');
  ids = await writeCells(kaggle, { count: 6, size: 40 });
});
afterAll(() => rm(scratch, { recursive: true, force: true }));

/** What a caller sees of a dataset, its first image included. */
async function look(where: string | readonly string[], options: OpenDatasetOptions = {}) {
  const dataset = await openDataset(where, { size: 32, labels: 'ignored', ...options });
  const { layout, samples, classes, skipped, images } = dataset;
  const { height, width } = await images.image(samples[0] as Sample);
  await dataset.close();
  expect([height, width]).toEqual([32, 32]);
  return { layout, ids: samples.map(({ id }) => id), classes: classes.map(({ name }) => name), skipped };
}

/** Copies the first files of the drawn cells to names of another layout. */
async function copyAs(
  folder: string,
  nameOf: (index: number, color: string) => string,
  count = 4,
): Promise<string> {
  const out = join(scratch, folder);
  for (let index = 0; index < count; index++) {
    for (const color of colors) {
      const path = join(out, nameOf(index, color));
      await mkdir(join(path, '..'), { recursive: true });
      await cp(fileOf(ids[index]!, color), path);
    }
  }
  return out;
}

describe('openDataset', () => {
  it('opens the Kaggle layout with all its classes', async () => {
    const found = await look(kaggle);
    expect(found).toMatchObject({ layout: 'kaggle-2018', ids, skipped: [] });
    expect(found.classes).toHaveLength(28);
  });

  it('opens a folder per class', async () => {
    const folder = await copyAs(
      'classes',
      (index, color) => `${index % 2 ? 'spot' : 'ring'}/c${index}_${color}.png`,
    );
    expect(await look(folder)).toEqual({
      layout: 'class-folders',
      ids: ['ring/c0', 'ring/c2', 'spot/c1', 'spot/c3'],
      classes: ['ring', 'spot'],
      skipped: [],
    });
  });

  it('opens a table of paths', async () => {
    const table = join(scratch, 'table.csv');
    const rows = ids.map((id) => [id, 'ring', ...colors.map((color) => fileOf(id, color))].join(','));
    await writeFile(table, ['Id,Label,Red,Green,Blue,Yellow', ...rows].join('\n'));
    expect(await look(table)).toEqual({ layout: 'table', ids, classes: ['ring'], skipped: [] });
  });

  it('opens one TIFF file per image, with a page per channel', async () => {
    const folder = join(scratch, 'tiffs');
    for (const [index, id] of ids.slice(0, 2).entries()) {
      await mkdir(join(folder, 'ring'), { recursive: true });
      const pages = await Promise.all(
        colors.map(async (color) => ({
          height: 40,
          width: 40,
          levels: new Uint8Array(await sharp(fileOf(id, color)).toColourspace('b-w').raw().toBuffer()),
        })),
      );
      await writeFile(join(folder, 'ring', `t${index}.tif`), makeTiff(pages));
    }
    expect(await look(folder)).toMatchObject({ layout: 'class-folders', ids: ['ring/t0', 'ring/t1'] });
  });

  it('opens names of the HPA site in subfolders, and groups them by antibody', async () => {
    const folder = await copyAs(
      'hpa',
      (index, color) => `plate${index % 2}/${index}00_800_A${index}_1_${color}.png`,
    );
    expect(await look(folder)).toMatchObject({
      layout: 'hpa-files',
      ids: ['000_800_A0_1', '100_800_A1_1', '200_800_A2_1', '300_800_A3_1'],
    });
    await expect(openDataset(folder, { labels: 'optional' })).rejects.toThrow(
      'it could be hpa-files or class-folders',
    );
    await expect(openDataset(folder, { layout: 'hpa-files' })).rejects.toThrow('have no labels');
    const { samples, close } = await openDataset(folder, { layout: 'hpa-files', labels: 'optional' });
    await close();
    expect(new Set(samples.map(({ group }) => group)).size).toBe(4);
  });

  it('opens a prepared folder at its own size, and refuses another', async () => {
    const folder = join(scratch, 'prepared');
    const { samples, classes, close } = await openDataset(kaggle);
    await close();
    await prepare(samples, { folder, height: 32, width: 32, classes });
    expect(await look(folder)).toMatchObject({ layout: 'prepared', ids });
    await expect(openDataset(folder, { size: 48 })).rejects.toThrow(
      'its images were prepared at 32x32; needed are 48x48',
    );
  });

  it('opens images without labels: a folder, its train/ or test/, or the files themselves', async () => {
    const unlabeled = await copyAs('sets', (index, color) => `u${index}_${color}.png`);
    const sets = ['u0', 'u1', 'u2', 'u3'];
    expect(await look(unlabeled)).toEqual({ layout: 'image-sets', ids: sets, classes: [], skipped: [] });
    const test = await copyAs('with-test', (index, color) => `test/u${index}_${color}.png`);
    expect(await look(test)).toMatchObject({ layout: 'image-sets', ids: sets });
    const files = (await readdir(unlabeled)).map((name) => join(unlabeled, name));
    expect(await look(files)).toMatchObject({ layout: 'image-sets', ids: sets });
    await copyAs('with-test', (index, color) => `train/u${index}_${color}.png`);
    await expect(look(test)).rejects.toThrow('both train/ and test/ hold images');
    await expect(openDataset(unlabeled)).rejects.toThrow('its 4 images have no labels');
    const optional = await openDataset(unlabeled, { labels: 'optional' });
    await optional.close();
    expect(optional.layout).toBe('image-sets');
  });

  it('lists what it skips, and allows a missing channel, also without labels', async () => {
    const folder = await copyAs('some', (index, color) => `u${index}_${color}.png`);
    await rm(join(folder, 'u1_yellow.png'));
    await rm(join(folder, 'u2_red.png'));
    await expect(look(folder)).rejects.toThrow(`missing channel file ${join(folder, 'u1_yellow.png')}`);
    const { ids: all, skipped } = await look(folder, { badSamples: 'skip' });
    expect([all, skipped.map(({ reason }) => reason)]).toEqual([
      ['u0', 'u3'],
      [expect.stringContaining('u1_yellow'), expect.stringContaining('u2_red')],
    ]);
    const allowing = await look(folder, { badSamples: 'skip', allowMissing: 'er' });
    expect(allowing.ids).toEqual(['u0', 'u1', 'u3']);
  });

  it('draws synthetic cells', async () => {
    expect(await look('synthetic', { count: 8, classes: [25, 2] })).toMatchObject({
      layout: 'synthetic',
      classes: ['Cytosol', 'Nucleoli'],
    });
  });

  it('says in one line what is not there', async () => {
    await expect(openDataset(join(scratch, 'nowhere'))).rejects.toThrow(/nowhere: no such file or folder$/);
  });
});
