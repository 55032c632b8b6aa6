import { copyFile, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Sample } from '../../../src/index.js';
import { cellsOfFields, hashSamples, readLayout } from '../../../src/node/index.js';
import { datasetFolder } from '../support/dataset-folder.js';
import { MASK, writeField, writeGray } from '../support/write-field.js';

let folder: string;
beforeEach(async () => {
  folder = await datasetFolder({});
});
const at = (...parts: string[]): string => join(folder, ...parts);
const idsOf = (samples: readonly Sample[]): string[] => samples.map(({ id }) => id);

describe('cellsOfFields', () => {
  it('makes a sample of every cell, by label, with its box and the mean of its pixels', async () => {
    const field = await writeField(folder, { id: 'a' });
    const { samples, fields, atBorder, small, skipped } = await cellsOfFields([field]);
    expect({ fields, atBorder, small, skipped }).toEqual({ fields: 1, atBorder: 1, small: 0, skipped: [] });
    const mask = at('a_mask.png');
    const shared = { labels: [3], channels: field.channels, group: 'a', field: 'a' };
    expect(samples).toEqual([
      // Pixels (1,1) (1,2) (2,1) (2,2) (3,1), then (2,3) (3,2) (3,3).
      { id: 'a_5', ...shared, cell: { mask, label: 5, box: [1, 1, 4, 3], center: [9 / 5, 7 / 5] } },
      { id: 'a_9', ...shared, cell: { mask, label: 9, box: [2, 2, 4, 4], center: [8 / 3, 8 / 3] } },
      { id: 'a_12', ...shared, cell: { mask, label: 12, box: [4, 4, 5, 5], center: [4, 4] } },
    ]);
  });

  it('keeps cells at the border if it is asked to, and leaves out small ones', async () => {
    const field = await writeField(folder, { id: 'a' });
    const kept = await cellsOfFields([field], { border: 'keep', minimumArea: 4 });
    expect(idsOf(kept.samples)).toEqual(['a_2', 'a_5']);
    expect(kept).toMatchObject({ atBorder: 0, small: 2 });
    // A cell at the border is not counted a second time for being small.
    const large = await cellsOfFields([field], { minimumArea: 4 });
    expect(large).toMatchObject({ atBorder: 1, small: 2 });
  });

  it('gives cells the group of their field, or else the field, and what else is known of it', async () => {
    const [a, b] = [await writeField(folder, { id: 'a' }), await writeField(folder, { id: 'b' })];
    const known = { group: 'antibody 1', attributes: { Plate: '7' }, split: 'test' } as const;
    const { samples, fields } = await cellsOfFields([{ ...a, ...known }, b]);
    expect(fields).toBe(2);
    expect(idsOf(samples)).toEqual(['a_5', 'a_9', 'a_12', 'b_5', 'b_9', 'b_12']);
    expect(samples[0]).toMatchObject({ ...known, field: 'a' });
    expect(samples[3]).toMatchObject({ group: 'b', field: 'b' });
  });

  it('returns samples without any masks as they are', async () => {
    const fields = [await writeField(folder, { id: 'a', mask: null })];
    expect(await cellsOfFields(fields)).toEqual({
      samples: fields,
      fields: 0,
      segmented: 0,
      atBorder: 0,
      small: 0,
      skipped: [],
    });
  });

  it.each(['a_mask.png', 'a_cp_masks.png', 'a_cellmask.png', 'a_MASK.png'])('finds %s', async (maskName) => {
    const field = await writeField(folder, { id: 'a', maskName });
    const { samples } = await cellsOfFields([field]);
    expect(basename(samples[0]!.cell!.mask!)).toBe(maskName);
  });

  it('takes no mask of nuclei for one of cells', async () => {
    const field = await writeField(folder, { id: 'a', maskName: 'a_nucleimask.png' });
    expect((await cellsOfFields([field])).fields).toBe(0);
  });

  it('names two masks of one field', async () => {
    const field = await writeField(folder, { id: 'a' });
    await copyFile(at('a_mask.png'), at('a_cellmask.png'));
    await expect(cellsOfFields([field])).rejects.toThrow(
      `expected one label mask of a; found ${at('a_cellmask.png')} and ${at('a_mask.png')}`,
    );
  });

  it('names a field without a mask beside others that have one, or skips it', async () => {
    const [a, b] = [await writeField(folder, { id: 'a' }), await writeField(folder, { id: 'b', mask: null })];
    await expect(cellsOfFields([a, b])).rejects.toThrow(
      `${at('b_blue.png')}: expected a label mask of b beside it, such as b_mask.png, which 1 of the 2 images have`,
    );
    const { samples, skipped } = await cellsOfFields([a, b], { badSamples: 'skip' });
    expect(idsOf(samples)).toEqual(['a_5', 'a_9', 'a_12']);
    expect(skipped).toEqual([{ id: 'b', reason: expect.stringContaining('expected a label mask of b') }]);
  });

  it('names a mask of another size, and one without cells', async () => {
    const [a, b] = [
      await writeField(folder, { id: 'a', mask: MASK.slice(1) }),
      await writeField(folder, { id: 'b', mask: MASK.map((row) => row.map(() => 0)) }),
    ];
    const small = `${at('a_mask.png')}: expected a label mask of 6x8 pixels like ${at('a_blue.png')}; found 5x8`;
    const empty = `${at('b_mask.png')}: expected a label mask with a cell; every pixel is background`;
    await expect(cellsOfFields([a, b])).rejects.toThrow(small);
    await expect(cellsOfFields([b, a])).rejects.toThrow(empty);
    await expect(cellsOfFields([a, b], { badSamples: 'skip' })).rejects.toThrow(
      `none of the cells of 2 images can be told: ${small}`,
    );
    const c = await writeField(folder, { id: 'c' });
    const { skipped } = await cellsOfFields([a, b, c], { badSamples: 'skip' });
    expect(skipped).toEqual([
      { id: 'a', reason: small },
      { id: 'b', reason: empty },
    ]);
  });

  it('says so if no cell is left', async () => {
    const field = await writeField(folder, { id: 'a' });
    await expect(cellsOfFields([field], { minimumArea: 6 })).rejects.toThrow(
      'expected a cell to be left; of 4 in 1 fields, 1 are at the border and the others have fewer than 6 pixels',
    );
    await expect(cellsOfFields([field], { minimumArea: 0 })).rejects.toThrow(RangeError);
  });
});

describe('hashSamples', () => {
  it('tells the cells of a field apart, and knows a copied field', async () => {
    const field = await writeField(folder, { id: 'a' });
    const copy = await writeField(folder, { id: 'b' });
    const { samples } = await cellsOfFields([field, copy]);
    const digests = await hashSamples(samples);
    expect(digests.get('a_5')).toBe(digests.get('b_5'));
    expect(new Set(digests.values()).size).toBe(3);
    await writeGray(
      at('b_mask.png'),
      MASK.map((row) => [...row].reverse()),
      { bits: 16 },
    );
    const changed = await hashSamples((await cellsOfFields([field, copy])).samples);
    expect(changed.get('a_5')).not.toBe(changed.get('b_5'));
  });
});

describe('every layout finds masks beside its images and takes none for an image:', () => {
  const cells = async (where: string | readonly string[], layout: string) => {
    const read = await readLayout(where);
    expect(read).toMatchObject({ layout, warnings: [], skipped: [] });
    return idsOf((await cellsOfFields(read.samples)).samples);
  };

  it('image sets, and files that are named one by one', async () => {
    const { channels } = await writeField(folder, { id: 'a' });
    expect(await cells(folder, 'image-sets')).toEqual(['a_5', 'a_9', 'a_12']);
    const files = [...Object.values(channels), at('a_mask.png')];
    expect(await cells(files, 'image-sets')).toEqual(['a_5', 'a_9', 'a_12']);
  });

  it('the competition, HPA files, a folder for each class, and splits', async () => {
    await writeField(at('kaggle', 'train'), { id: 'a' });
    await writeFile(at('kaggle', 'train.csv'), 'Id,Target\na,25\n');
    expect(await cells(at('kaggle'), 'kaggle-2018')).toEqual(['a_5', 'a_9', 'a_12']);
    await writeField(at('hpa'), { id: '1_800_A6_1' });
    await writeFile(at('hpa', 'labels.csv'), 'Id,Target\n1_800_A6_1,25\n');
    expect((await cells(at('hpa'), 'hpa-files'))[0]).toBe('1_800_A6_1_5');
    await writeField(at('classes', 'Cytosol'), { id: 'a' });
    expect((await cells(at('classes'), 'class-folders'))[0]).toBe('Cytosol/a_5');
    await writeField(at('splits', 'train', 'Cytosol'), { id: 'a' });
    await writeField(at('splits', 'test', 'Cytosol'), { id: 'b' });
    expect(await cells(at('splits'), 'split-folders')).toEqual([
      'test/Cytosol/b_5',
      'test/Cytosol/b_9',
      'test/Cytosol/b_12',
      'train/Cytosol/a_5',
      'train/Cytosol/a_9',
      'train/Cytosol/a_12',
    ]);
  });

  it('a folder for each color, with masks beside these folders or in one of them', async () => {
    await writeField(folder, { id: 'a' });
    for (const color of ['red', 'green', 'blue', 'yellow']) {
      await mkdir(at(color));
      await rename(at(`a_${color}.png`), at(color, 'a.png'));
    }
    expect(await cells(folder, 'color-folders')).toEqual(['a_5', 'a_9', 'a_12']);
    await rename(at('a_mask.png'), at('blue', 'a_mask.png'));
    expect(await cells(folder, 'color-folders')).toEqual(['a_5', 'a_9', 'a_12']);
  });

  it('a table, by the names of the files or by the id', async () => {
    await writeField(at('images'), { id: 'a' });
    const row = ['red', 'green', 'blue', 'yellow'].map((color) => `images/a_${color}.png`);
    await writeFile(at('table.csv'), `Id,Red,Green,Blue,Yellow\nfirst,${row.join(',')}\n`);
    expect(await cells(at('table.csv'), 'table')).toEqual(['first_5', 'first_9', 'first_12']);
    await rename(at('images', 'a_mask.png'), at('images', 'first_mask.png'));
    expect(await cells(at('table.csv'), 'table')).toEqual(['first_5', 'first_9', 'first_12']);
  });

  it('one colored file for each image', async () => {
    await writeField(folder, { id: 'a' });
    for (const color of ['red', 'green', 'blue', 'yellow']) {
      await rm(at(`a_${color}.png`));
    }
    const { default: sharp } = await import('sharp');
    await sharp({ create: { height: 6, width: 8, channels: 3, background: '#102030' } })
      .png()
      .toFile(at('a.png'));
    const read = await readLayout(folder, { allowMissing: 'er' });
    expect(idsOf(read.samples)).toEqual(['a']);
    expect(idsOf((await cellsOfFields(read.samples)).samples)).toEqual(['a_5', 'a_9', 'a_12']);
  });
});
