import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readManifest } from '../../src/node/index.js';
import { sharedData } from '../shared-data.js';
import { channelFiles, datasetFolder } from './dataset-folder.js';

/** A folder with train.csv, the images of a, b and c, and what else is given. */
const folderOf = (manifest: string, others: Readonly<Record<string, string>> = {}) =>
  datasetFolder({ 'train.csv': manifest, ...channelFiles('train/', ['a', 'b', 'c']), ...others });

const good = 'Id,Target\na,25\nb,16 0\nc,27\n';

describe('readManifest', () => {
  it('gives ids, labels and the four files of each row', async () => {
    const folder = await folderOf(good);
    const samples = await readManifest(folder);
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

  it('adds groups where groups.csv is present', async () => {
    const folder = await folderOf(good, { 'groups.csv': 'Id,Group\nc,g2\na,g1\nb,g1\n' });
    expect((await readManifest(folder)).map(({ group }) => group)).toEqual(['g1', 'g1', 'g2']);
  });

  it.each(['28', '-1', '1.5', 'x', '', '1,5'])("names the line of the unknown label '%s'", async (label) => {
    const folder = await folderOf(`Id,Target\na,25\nb,"${label}"\n`);
    await expect(readManifest(folder)).rejects.toThrow(
      `${join(folder, 'train.csv')} line 3: unknown label '${label}'; Target must be integers in [0, 27] separated by spaces`,
    );
  });

  it('names the line of a label given twice', async () => {
    const folder = await folderOf('Id,Target\na,25 3 25\n');
    await expect(readManifest(folder)).rejects.toThrow('train.csv line 2: label 25 is given twice');
  });

  it('names both lines of a duplicate Id', async () => {
    const folder = await folderOf('Id,Target\na,25\nb,1\na,2\n');
    await expect(readManifest(folder)).rejects.toThrow('train.csv line 4: duplicate Id a, first on line 2');
  });

  it('names the line of an empty Id', async () => {
    const folder = await folderOf('Id,Target\na,25\n,1\n');
    await expect(readManifest(folder)).rejects.toThrow('train.csv line 3: the Id is empty');
  });

  it('names a missing column', async () => {
    await expect(readManifest(await folderOf('Id,Label\na,25\n'))).rejects.toThrow(
      'train.csv line 1: missing column Target; the header is Id,Label',
    );
  });

  it('names an empty manifest', async () => {
    await expect(readManifest(await folderOf(''))).rejects.toThrow(/train\.csv: .* the file is empty/);
  });

  it('names the missing channel file, and how many more there are', async () => {
    const folder = await folderOf(`${good}d,3\n`);
    await expect(readManifest(folder)).rejects.toThrow(
      `${join(folder, 'train.csv')} line 5: missing channel file ${join(folder, 'train', 'd_red.png')} (and 3 more)`,
    );
  });

  it('does not take a file outside train/ for an image', async () => {
    const folder = await folderOf('Id,Target\n../train/a,25\n');
    await expect(readManifest(folder)).resolves.toHaveLength(1);
    const outside = await folderOf('Id,Target\n../d,25\n', channelFiles('', ['d']));
    await expect(readManifest(outside)).rejects.toThrow(/line 2: missing channel file/);
  });

  it.each([
    ['groups.csv line 5: Id x is not in', 'Id,Group\na,g\nb,g\nc,g\nx,g\n'],
    ['groups.csv line 3: duplicate Id a, first on line 2', 'Id,Group\na,g\na,h\n'],
    ['groups.csv line 2: the Group of a is empty', 'Id,Group\na,\n'],
    ['groups.csv line 1: missing column Group; the header is Id,Picture', 'Id,Picture\na,g\n'],
    ['train.csv line 4: Id c has no row in', 'Id,Group\na,g\nb,g\n'],
  ])('says %s', async (message, groups) => {
    await expect(readManifest(await folderOf(good, { 'groups.csv': groups }))).rejects.toThrow(message);
  });
});

const cells = sharedData('data/hpa-cells');

describe.skipIf(cells.absent)('readManifest on real cells', () => {
  it('finds 647 cells in 72 pictures', async () => {
    const samples = await readManifest(cells.path);
    const counts = [25, 0, 21, 2, 23].map((id) => samples.filter(({ labels }) => labels[0] === id).length);
    expect(samples).toHaveLength(647);
    expect(counts).toEqual([261, 251, 72, 36, 27]);
    expect(new Set(samples.map(({ group }) => group)).size).toBe(72);
  });
});
