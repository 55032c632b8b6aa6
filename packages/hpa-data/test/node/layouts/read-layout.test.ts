import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { LOCATIONS } from '../../../src/index.js';
import { SINGLE_CELL_CLASSES } from '../../../src/labels/single-cell-classes.js';
import { readLayout } from '../../../src/node/index.js';
import { sharedData } from '../../support/shared-data.js';
import { channelFiles, datasetFolder } from '../support/dataset-folder.js';

/** A folder with train.csv, the images of a, b and c, and any other files given. */
const folderOf = (manifest: string, others: Readonly<Record<string, string>> = {}) =>
  datasetFolder({ 'train.csv': manifest, ...channelFiles('train/', ['a', 'b', 'c']), ...others });

const good = 'Id,Target\na,25\nb,16 0\nc,27\n';

describe('readLayout on the layout of Kaggle 2018', () => {
  it('reads ids, labels and the four files of each row', async () => {
    const folder = await folderOf(good);
    const { samples, classes, layout } = await readLayout(folder);
    expect(layout).toBe('kaggle-2018');
    expect(classes).toBe(LOCATIONS);
    expect(samples.map(({ id, labels }) => [id, labels])).toEqual([
      ['a', [25]],
      ['b', [16, 0]],
      ['c', [27]],
    ]);
    expect(samples[0]!.channels).toEqual({
      microtubules: join(folder, 'train', 'a_red.png'),
      protein: join(folder, 'train', 'a_green.png'),
      nucleus: join(folder, 'train', 'a_blue.png'),
      er: join(folder, 'train', 'a_yellow.png'),
    });
    expect('group' in samples[0]!).toBe(false);
  });

  it('adds groups if groups.csv is present', async () => {
    const folder = await folderOf(good, { 'groups.csv': 'Id,Group\nc,g2\na,g1\nb,g1\n' });
    expect((await readLayout(folder)).samples.map(({ group }) => group)).toEqual(['g1', 'g1', 'g2']);
  });

  it('keeps what other columns of groups.csv say, where they say something', async () => {
    const groups =
      'Id,Group,Antibody,,Gene,Antibody\nc,g2,,x,ACTB,no\na,g1,HPA1,x,,no\nb,g1,HPA2,x,TP53,no\n';
    const { samples } = await readLayout(await folderOf(good, { 'groups.csv': groups }));
    expect(samples.map(({ attributes }) => attributes)).toEqual([
      { Antibody: 'HPA1' },
      { Antibody: 'HPA2', Gene: 'TP53' },
      { Gene: 'ACTB' },
    ]);
  });

  it.each(['28', '-1', '1.5', 'x', '', '1,5'])("names the line of the unknown label '%s'", async (label) => {
    const folder = await folderOf(`Id,Target\na,25\nb,"${label}"\n`);
    await expect(readLayout(folder)).rejects.toThrow(
      `${join(folder, 'train.csv')} line 3: unknown label '${label}'; Target must be integers in [0, 27] separated by spaces`,
    );
  });

  it('names the line of a label given twice', async () => {
    const folder = await folderOf('Id,Target\na,25 3 25\n');
    await expect(readLayout(folder)).rejects.toThrow('train.csv line 2: label 25 is given twice');
  });

  it('names both lines of a duplicate Id', async () => {
    const folder = await folderOf('Id,Target\na,25\nb,1\na,2\n');
    await expect(readLayout(folder)).rejects.toThrow('train.csv line 4: duplicate Id a, first on line 2');
  });

  it('names the line of an empty Id', async () => {
    const folder = await folderOf('Id,Target\na,25\n,1\n');
    await expect(readLayout(folder)).rejects.toThrow('train.csv line 3: the Id is empty');
  });

  it('names a missing column', async () => {
    await expect(readLayout(await folderOf('Id,Where\na,25\n'))).rejects.toThrow(
      'train.csv line 1: expected a header Id,Target or ID,Label; found Id,Where',
    );
    await expect(readLayout(await folderOf('Name,Target\na,25\n'))).rejects.toThrow(
      'train.csv line 1: missing column Id; the header is Name,Target',
    );
  });

  it('names an empty manifest', async () => {
    await expect(readLayout(await folderOf(''), { layout: 'kaggle-2018' })).rejects.toThrow(
      /train\.csv: .* the file is empty/,
    );
  });

  it('names the missing channel file, and how many more there are', async () => {
    const folder = await folderOf(`${good}d,3\n`);
    await expect(readLayout(folder)).rejects.toThrow(
      `${join(folder, 'train.csv')} line 5: missing channel file ${join(folder, 'train', 'd_red.png')} (and 3 more)`,
    );
  });

  it('does not look for images outside train/', async () => {
    const folder = await folderOf('Id,Target\n../d,25\n', channelFiles('', ['d']));
    await expect(readLayout(folder)).rejects.toThrow(/line 2: missing channel file .*\(and 3 more\)/);
  });

  it.each([
    ['groups.csv line 5: Id x is not in', 'Id,Group\na,g\nb,g\nc,g\nx,g\n'],
    ['groups.csv line 3: duplicate Id a, first on line 2', 'Id,Group\na,g\na,h\n'],
    ['groups.csv line 2: the Group of a is empty', 'Id,Group\na,\n'],
    ['groups.csv line 1: missing column Group; the header is Id,Picture', 'Id,Picture\na,g\n'],
    ['train.csv line 4: Id c has no row in', 'Id,Group\na,g\nb,g\n'],
  ])('says %s', async (message, groups) => {
    await expect(readLayout(await folderOf(good, { 'groups.csv': groups }))).rejects.toThrow(message);
  });
});

describe('readLayout in skip mode', () => {
  it('lists each sample that cannot be used with the file and the reason, and keeps the others', async () => {
    const folder = await folderOf('Id,Target\na,25\nd,1\nb,99\na,2\nc,3\n');
    const { samples, skipped } = await readLayout(folder, { badSamples: 'skip' });
    expect(samples.map(({ id }) => id)).toEqual(['a', 'c']);
    const manifest = join(folder, 'train.csv');
    expect(skipped).toEqual([
      {
        id: 'd',
        reason: `${manifest} line 3: missing channel file ${join(folder, 'train', 'd_red.png')} (and 3 more)`,
      },
      {
        id: 'b',
        reason: `${manifest} line 4: unknown label '99'; Target must be integers in [0, 27] separated by spaces`,
      },
      { id: 'a', reason: `${manifest} line 5: duplicate Id a, first on line 2` },
    ]);
  });

  it('says in strict mode how many more there are', async () => {
    const folder = await folderOf('Id,Target\na,99\nb,99\nd,1\n');
    await expect(readLayout(folder)).rejects.toThrow(
      /line 2: unknown label '99'.*; 2 more of the samples cannot be used either$/,
    );
  });

  it('throws if no sample is left', async () => {
    const folder = await folderOf('Id,Target\na,99\n');
    await expect(readLayout(folder, { badSamples: 'skip' })).rejects.toThrow(
      /none of its 1 samples can be used; .*line 2: unknown label/,
    );
  });
});

describe('readLayout on other layouts', () => {
  it('reads Kaggle 2021: ID,Label with | and 19 classes of its own', async () => {
    const folder = await datasetFolder({
      'train.csv': 'ID,Label\na,8|5|0\nb,18\n',
      ...channelFiles('train/', ['a', 'b']),
    });
    const { layout, classes, samples } = await readLayout(folder);
    expect([layout, classes]).toEqual(['kaggle-2021', SINGLE_CELL_CLASSES]);
    expect(samples.map(({ labels }) => labels)).toEqual([[8, 5, 0], [18]]);
    expect(samples[0]!.channels.er).toBe(join(folder, 'train', 'a_yellow.png'));
    const unknown = await datasetFolder({
      'train.csv': 'ID,Label\na,19\n',
      ...channelFiles('train/', ['a']),
    });
    await expect(readLayout(unknown)).rejects.toThrow(
      "line 2: unknown label '19'; Label must be integers in [0, 18] separated by |",
    );
  });

  it('reads HPA files in folders, with labels.csv or without labels', async () => {
    const names = ['30741_800_A6_1', '800_A6_2'];
    const images = Object.fromEntries(
      names.flatMap((name) => ['red', 'green', 'blue', 'yellow'].map((c) => [`30741/${name}_${c}.jpg`, ''])),
    );
    const folder = await datasetFolder(images);
    const unlabeled = await readLayout(folder, { layout: 'hpa-files' });
    expect(unlabeled.samples.map(({ id, labels }) => [id, labels])).toEqual([
      ['30741_800_A6_1', []],
      ['800_A6_2', []],
    ]);
    const labeled = await readLayout(
      await datasetFolder({ ...images, 'labels.csv': 'Id,Target\n800_A6_2,25 0\n' }),
    );
    expect(labeled.layout).toBe('hpa-files');
    expect(labeled.samples.map(({ id, labels }) => [id, labels])).toEqual([['800_A6_2', [25, 0]]]);
    const stranger = await datasetFolder({ 'labels.csv': 'Id,Target\ncell,25\n', 'cell_red.jpg': '' });
    await expect(readLayout(stranger)).rejects.toThrow(
      'line 2: expected a name {antibody}_{plate}_{well}_{field} such as 30741_800_A6_1; found cell',
    );
  });

  it('reads a folder per class, with files per channel and whole images', async () => {
    const folder = await datasetFolder({
      ...channelFiles('Nucleoli/', ['b']),
      'Cytosol/a.tif': '',
      'Cytosol/notes.txt': '',
    });
    const { layout, classes, samples } = await readLayout(folder);
    expect(layout).toBe('class-folders');
    expect(classes).toEqual([
      { id: 0, name: 'Cytosol' },
      { id: 1, name: 'Nucleoli' },
    ]);
    expect(samples.map(({ id, labels }) => [id, labels])).toEqual([
      ['Cytosol/a', [0]],
      ['Nucleoli/b', [1]],
    ]);
    const whole = join(folder, 'Cytosol', 'a.tif');
    expect(samples[0]!.channels).toEqual({ microtubules: whole, protein: whole, nucleus: whole, er: whole });
    const three = await readLayout(folder, { allowMissing: 'er' });
    expect(three.samples[0]!.channels).toEqual({ microtubules: whole, protein: whole, nucleus: whole });
    expect(three.samples[1]!.channels.er).toBe(join(folder, 'Nucleoli', 'b_yellow.png'));
  });

  it('names an empty class and two images of one name', async () => {
    const empty = await datasetFolder({ 'A/a.tif': '', 'B/notes.txt': '' });
    await expect(readLayout(empty)).rejects.toThrow(
      `${join(empty, 'B')}: expected the images of a class; found none`,
    );
    const twice = await datasetFolder({ 'A/a.tif': '', 'A/a.png': '' });
    await expect(readLayout(twice)).rejects.toThrow('two images are named a');
  });

  it('reads a table of paths with location ids, groups and a file per channel', async () => {
    const folder = await datasetFolder({
      'cells.csv':
        'Id,Target,Group,Antibody,Red,Green,Blue,Yellow\na,25 0,g,HPA1,x/1.png,x/2.png,x/3.png,x/4.png\nb,2,g,,x/1.png,x/2.png,x/3.png,\n',
      ...Object.fromEntries([1, 2, 3, 4].map((number) => [`x/${number}.png`, ''])),
    });
    const table = join(folder, 'cells.csv');
    const { layout, classes, samples } = await readLayout(table, { allowMissing: 'er' });
    expect([layout, classes]).toEqual(['table', LOCATIONS]);
    expect(samples[0]).toEqual({
      id: 'a',
      labels: [25, 0],
      group: 'g',
      attributes: { Antibody: 'HPA1' },
      channels: {
        microtubules: join(folder, 'x/1.png'),
        protein: join(folder, 'x/2.png'),
        nucleus: join(folder, 'x/3.png'),
        er: join(folder, 'x/4.png'),
      },
    });
    expect(samples[1]!.channels.er).toBeUndefined();
    expect(samples[1]).not.toHaveProperty('attributes');
    await expect(readLayout(table)).rejects.toThrow(
      'cells.csv line 3: missing channel file for yellow: the table names none',
    );
  });

  it('reads a table with class names and whole images, and names a path that leads nowhere', async () => {
    const folder = await datasetFolder({
      'cells.csv': 'Id,Label,File\na,Nucleoli|Cytosol,a.tif\nb,,a.tif\nc,Cytosol,gone/c.tif\n',
      'a.tif': '',
    });
    const { classes, samples, skipped } = await readLayout(join(folder, 'cells.csv'), { badSamples: 'skip' });
    expect(classes.map(({ name }) => name)).toEqual(['Cytosol', 'Nucleoli']);
    expect(samples.map(({ labels }) => labels)).toEqual([[1, 0], []]);
    expect(skipped.map(({ reason }) => reason)).toEqual([
      `${join(folder, 'cells.csv')} line 4: missing channel file ${join(folder, 'gone/c.tif')} (and 3 more)`,
    ]);
  });

  it.each([
    ['Target or Label; found both', 'Id,Target,Label,File\na,1,x,a.tif\n'],
    ['File or Red; found neither', 'Id,Target\na,1\n'],
    ['File or Red; found both', 'Id,Target,File,Red\na,1,a.tif,a.tif\n'],
  ])('refuses a table: expected a column %s', async (message, text) => {
    const folder = await datasetFolder({ 'cells.csv': text });
    await expect(readLayout(join(folder, 'cells.csv'))).rejects.toThrow(`expected a column ${message}`);
  });

  it('names the layouts if several fit, and what it looks for if none does', async () => {
    const both = await datasetFolder({ 'train.csv': 'Id,Target\na,1\n', 'labels.csv': 'Id,Target\na,1\n' });
    await expect(readLayout(both)).rejects.toThrow(
      `${both}: it could be kaggle-2018 or hpa-files; name the layout`,
    );
    const folders = await datasetFolder(channelFiles('Cytosol/', ['800_A6_1']));
    await expect(readLayout(folders)).rejects.toThrow(/could be hpa-files or class-folders/);
    expect((await readLayout(folders, { layout: 'class-folders' })).samples).toHaveLength(1);
    const none = await datasetFolder({ 'notes.txt': '' });
    await expect(readLayout(none)).rejects.toThrow(/expected train\.csv .* found none of them/);
  });
});

const cells = sharedData('data/hpa-cells');

describe.skipIf(cells.absent)('readLayout on real cells', () => {
  it('finds 647 cells in 72 groups', async () => {
    const { samples } = await readLayout(cells.path);
    const counts = [25, 0, 21, 2, 23].map((id) => samples.filter(({ labels }) => labels[0] === id).length);
    expect(samples).toHaveLength(647);
    expect(counts).toEqual([261, 251, 72, 36, 27]);
    expect(new Set(samples.map(({ group }) => group)).size).toBe(72);
  });
});

const kaggle = sharedData('data/kaggle-2018');

describe.skipIf(kaggle.absent)("readLayout on the competition's own table", () => {
  it('finds two of 31,072 images and lists the others as skipped', async () => {
    const { samples, skipped } = await readLayout(kaggle.path, { badSamples: 'skip' });
    expect([samples.length, skipped.length]).toEqual([2, 31_070]);
    expect(samples.map(({ labels }) => labels)).toEqual([[11], [5]]);
    expect(skipped[0]!.reason).toMatch(/train\.csv line 2: missing channel file .*00070df0.*_red\.png/);
  });
});

const fullSize = sharedData('data/hpa-full-size');

describe.skipIf(fullSize.absent)('readLayout on images of the HPA site', () => {
  it('finds two labeled images in a subfolder', async () => {
    const { layout, samples } = await readLayout(fullSize.path);
    expect(layout).toBe('hpa-files');
    expect(samples.map(({ id, labels }) => [id, labels])).toEqual([
      ['800_A6_1', [25]],
      ['89_B5_1', [6]],
    ]);
  });
});
