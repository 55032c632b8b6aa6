import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readLayout } from '../../../src/node/index.js';
import { channelFiles, datasetFolder } from '../support/dataset-folder.js';
import { encodePng } from '../support/encode-png.js';

const idsIn = async (folder: string, options: Parameters<typeof readLayout>[1] = {}) =>
  (await readLayout(folder, options)).samples.map(({ id }) => id);
const empty = (paths: readonly string[]) => Object.fromEntries(paths.map((path) => [path, '']));

describe("readLayout on composites of the HPA's site", () => {
  const composites = (id: string) =>
    ['blue_red_green', 'blue_red', 'red_green', 'blue_red_green_yellow'].map((set) => `${id}_${set}.jpg`);

  it('leaves them aside beside single colors, and counts them', async () => {
    const ids = ['30741_800_A6_1', '30741_800_A6_2'];
    const folder = await datasetFolder({ ...channelFiles('', ids), ...empty(ids.flatMap(composites)) });
    const { layout, samples, warnings } = await readLayout(folder);
    expect([layout, samples.map(({ id }) => id)]).toEqual(['hpa-files', ids]);
    expect(samples[0]?.channels.protein).toBe(join(folder, '30741_800_A6_1_green.png'));
    expect(warnings).toEqual([
      '8 files are composites of several colors, such as 30741_800_A6_1_blue_red.jpg, and left aside: an image is read from its single colors',
    ]);
    expect(await idsIn(folder, { labels: 'ignored' })).toEqual(ids);
  });

  it('takes those of red, green and blue for whole images where they are alone, and leaves the others aside', async () => {
    const folder = await datasetFolder({
      ...empty(composites('Cytosol/800_A1_1')),
      'Nucleoli/800_A2_1_blue_red_green.jpg': '',
    });
    const { samples, warnings } = await readLayout(folder, { allowMissing: 'er' });
    expect(samples.map(({ id }) => id)).toEqual(['Cytosol/800_A1_1', 'Nucleoli/800_A2_1']);
    const file = join(folder, 'Cytosol', '800_A1_1_blue_red_green.jpg');
    expect(samples[0]?.channels).toEqual({ microtubules: file, protein: file, nucleus: file });
    expect(warnings[0]).toMatch(/^3 files are composites/);
  });

  it('does so beside a table of Kaggle too', async () => {
    const folder = await datasetFolder({
      'train.csv': 'Id,Target\na,25\n',
      ...channelFiles('train/', ['a']),
      'train/a_red_green.png': '',
    });
    expect((await readLayout(folder)).warnings[0]).toMatch(
      /^1 file is a composite of several colors, such as a_red_green/,
    );
  });
});

describe('readLayout on a folder for each color', () => {
  const colors = ['red', 'green', 'blue', 'yellow'];

  it.each([
    ['with the color in the names', (color: string) => `${color}/B2AI_1_A1_R1_${color}.jpg`],
    ['with the same names in each', (color: string) => `${color}/B2AI_1_A1_R1.tif`],
    ['whatever the case of its name', (color: string) => `${color.toUpperCase()}/B2AI_1_A1_R1.png`],
  ])('reads images without labels, %s', async (_, nameOf) => {
    const folder = await datasetFolder(empty(colors.map(nameOf)));
    const { layout, classes, samples } = await readLayout(folder);
    expect([layout, classes]).toEqual(['color-folders', []]);
    expect(samples).toEqual([
      {
        id: 'B2AI_1_A1_R1',
        labels: [],
        channels: {
          microtubules: join(folder, nameOf('red')),
          protein: join(folder, nameOf('green')),
          nucleus: join(folder, nameOf('blue')),
          er: join(folder, nameOf('yellow')),
        },
      },
    ]);
    await expect(readLayout(folder, { labels: 'required' })).rejects.toThrow(/its 1 images have no labels/);
  });

  it('names a missing file where it would lie, and allows yellow to be missing', async () => {
    const folder = await datasetFolder(empty(['red/a.jpg', 'green/a.jpg', 'blue/a.jpg', 'blue/b.jpg']));
    await expect(readLayout(folder, { allowMissing: 'er' })).rejects.toThrow(
      `missing channel file ${join(folder, 'red', 'b.jpg')} (and 1 more)`,
    );
    expect(await idsIn(folder, { allowMissing: 'er', badSamples: 'skip' })).toEqual(['a']);
  });
});

describe('readLayout on names with two endings, and folders with other files', () => {
  it("reads the HPA's .tif.gz and .ome.tif by their ids", async () => {
    const gz = ['red', 'green', 'blue', 'yellow'].map((color) => `train/a_${color}.tif.gz`);
    const ome = ['red', 'green', 'blue', 'yellow'].map((color) => `train/b_${color}.ome.tif`);
    const folder = await datasetFolder({ 'train.csv': 'Id,Target\na,25\nb,0\n', ...empty([...gz, ...ome]) });
    const { samples } = await readLayout(folder);
    expect(samples.map(({ channels }) => channels.protein)).toEqual([
      join(folder, 'train/a_green.tif.gz'),
      join(folder, 'train/b_green.ome.tif'),
    ]);
  });

  it('names a missing file as the others are named, whatever file comes first', async () => {
    const folder = await datasetFolder({
      'train.csv': 'Id,Target\nb,25\nc,0\n',
      'train/.DS_Store': '',
      'train/README': '',
      'train/Thumbs.db': '',
      ...empty(['red', 'green', 'blue', 'yellow'].map((color) => `train/b_${color}.jpg`)),
    });
    await expect(readLayout(folder)).rejects.toThrow(
      `missing channel file ${join(folder, 'train', 'c_red.jpg')}`,
    );
  });

  it('says the rule and a name that exists where a folder has no image', async () => {
    const folder = await datasetFolder({ 'train.csv': 'Id,Target\na,25\n', 'train/Thumbs.db': '' });
    await expect(readLayout(folder)).rejects.toThrow(
      `${join(folder, 'train')}: expected {id}_red.png, {id}_green.png, {id}_blue.png and {id}_yellow.png (or .jpg, .tif, .tif.gz); found 1 other file, such as Thumbs.db`,
    );
    const without = await datasetFolder({ 'train.csv': 'Id,Target\na,25\n' });
    await expect(readLayout(without)).rejects.toThrow(
      `${join(without, 'train')}: expected the images that train.csv lists; there is no such folder`,
    );
    const odd = await datasetFolder({ 'checksums.md5': '' });
    await expect(readLayout(odd)).rejects.toThrow(/found none of them, but checksums\.md5$/);
  });

  it('passes over what archives leave beside class folders', async () => {
    const folder = await datasetFolder({ 'A/a.tif': '', '__MACOSX/A/._a.tif': '' });
    expect(await idsIn(folder)).toEqual(['A/a']);
  });
});

describe('readLayout on train/, val/ and test/ of class folders', () => {
  it.each(['val', 'valid', 'validation'])(
    'keeps the split that the folders say, with %s/',
    async (validation) => {
      const folder = await datasetFolder(
        empty(['train/B/a.tif', 'train/A/a.tif', `${validation}/A/a.tif`, 'test/C/b.tif']),
      );
      const { layout, classes, samples } = await readLayout(folder);
      expect(layout).toBe('split-folders');
      expect(classes.map(({ name }) => name)).toEqual(['A', 'B', 'C']);
      expect(samples.map(({ id, split, labels }) => [id, split, labels])).toEqual([
        ['test/C/b', 'test', [2]],
        ['train/A/a', 'train', [0]],
        ['train/B/a', 'train', [1]],
        [`${validation}/A/a`, 'validation', [0]],
      ]);
    },
  );

  it('refuses two folders of one split', async () => {
    const folder = await datasetFolder(empty(['train/A/a.tif', 'val/A/a.tif', 'valid/A/b.tif']));
    await expect(readLayout(folder)).rejects.toThrow('val/ and valid/ both hold the validation split');
  });
});

describe('readLayout on tables', () => {
  const files = empty(['1', '2', '3', '4'].map((name) => `${name}.png`));

  it('reads path_list.csv of SubCellPortable, by the table or its folder, without the rows that begin with #', async () => {
    const folder = await datasetFolder({
      ...files,
      'path_list.csv':
        '#r_image,y_image,b_image,g_image,output_prefix\n1.png,4.png,3.png,2.png,plate/cell_1\n#1.png,,3.png,2.png,cell_2\n1.png,,3.png,2.png,cell_3\n',
    });
    const { layout, samples } = await readLayout(folder, { allowMissing: 'er' });
    expect([layout, samples.map(({ id }) => id)]).toEqual(['path-list', ['plate/cell_1', 'cell_3']]);
    expect(samples[0]?.channels).toEqual({
      microtubules: join(folder, '1.png'),
      protein: join(folder, '2.png'),
      nucleus: join(folder, '3.png'),
      er: join(folder, '4.png'),
    });
    await expect(readLayout(join(folder, 'path_list.csv'))).rejects.toThrow(
      'path_list.csv line 4: missing channel file for yellow: the table names none',
    );
  });

  it('reads one without labels, unless they are needed', async () => {
    const folder = await datasetFolder({
      ...files,
      't.csv': 'Id,Red,Green,Blue,Yellow\na,1.png,2.png,3.png,4.png\n',
    });
    expect((await readLayout(join(folder, 't.csv'))).samples[0]).toMatchObject({ id: 'a', labels: [] });
    await expect(readLayout(join(folder, 't.csv'), { labels: 'required' })).rejects.toThrow(/have no labels/);
  });

  it('splits labels at commas, and names the line of a label that may be one class or several', async () => {
    const row = (id: string, label: string) => `${id},"${label}",1.png,2.png,3.png,4.png\n`;
    const header = 'Id,Label,Red,Green,Blue,Yellow\n';
    const folder = await datasetFolder({
      ...files,
      't.csv': header + row('a', 'Cytosol,Vesicles') + row('b', 'Vesicles ') + row('c', 'Rods, rings'),
      'u.csv': header + row('a', 'Cytosol') + row('b', 'Cytosol, dense'),
    });
    const { classes, samples } = await readLayout(join(folder, 't.csv'));
    expect(classes.map(({ name }) => name)).toEqual(['Cytosol', 'Rods, rings', 'Vesicles']);
    expect(samples.map(({ labels }) => labels)).toEqual([[0, 2], [2], [1]]);
    await expect(readLayout(join(folder, 'u.csv'))).rejects.toThrow(
      /u\.csv line 3: 'Cytosol, dense' may be one class or/,
    );
  });

  it('says at once that a colored image has no yellow', async () => {
    const scanlines = new Uint8Array(4).fill(9);
    const color = encodePng([1, 1], { scanlines, kind: [8, 2, 0, 0, 0] });
    const folder = await datasetFolder({ 'a.png': color, 't.csv': 'Id,Label,File\na,ring,a.png\n' });
    await expect(readLayout(join(folder, 't.csv'))).rejects.toThrow(
      `t.csv line 2: ${join(folder, 'a.png')} is a colored image, which shows three channels and no yellow; give --allow-missing yellow`,
    );
    expect(await idsIn(join(folder, 't.csv'), { allowMissing: 'er' })).toEqual(['a']);
  });
});

describe('readLayout on images without labels', () => {
  it('reads whole images of a folder, and files that are named one by one', async () => {
    const folder = await datasetFolder(empty(['b.tif', 'a.tif', 'notes.txt']));
    expect(await readLayout(folder)).toMatchObject({ layout: 'image-sets', classes: [] });
    expect(await idsIn(folder)).toEqual(['a', 'b']);
    expect(await idsIn(join(folder, 'a.tif'))).toEqual(['a']);
    const files = ['red', 'green', 'blue', 'yellow'].map((color) => join(folder, color, `c_${color}.jpg`));
    const given = await readLayout([...files, join(folder, 'a.tif'), join(folder, 'c_blue_red.jpg')]);
    expect(given.samples.map(({ id }) => id)).toEqual(['c', 'a']);
    expect(given.warnings).toHaveLength(1);
    await expect(readLayout([join(folder, 'notes.txt')])).rejects.toThrow(
      /notes\.txt: expected the name of an image/,
    );
  });
});
