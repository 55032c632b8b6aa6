import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readImageSets } from '../../../src/node/index.js';
import { channelFiles, datasetFolder } from '../support/dataset-folder.js';

const idsIn = async (folder: string) => (await readImageSets(folder)).map(({ id }) => id);

describe('readImageSets', () => {
  it('lists the sets of a folder by id, without labels, and ignores other files', async () => {
    const folder = await datasetFolder({ 'notes.txt': '', ...channelFiles('', ['b_2', 'a']) });
    const samples = await readImageSets(folder);
    expect(samples.map(({ id, labels }) => [id, labels])).toEqual([
      ['a', []],
      ['b_2', []],
    ]);
    expect(samples[1]!.channels.nucleus).toBe(join(folder, 'b_2_blue.png'));
  });

  it.each(['train/', 'test/'])('looks into %s if the folder itself has none', async (inner) => {
    expect(await idsIn(await datasetFolder({ 'train.csv': '', ...channelFiles(inner, ['a']) }))).toEqual([
      'a',
    ]);
  });

  it('prefers the folder itself', async () => {
    const folder = await datasetFolder({ ...channelFiles('', ['a']), ...channelFiles('train/', ['b']) });
    expect(await idsIn(folder)).toEqual(['a']);
  });

  it('asks for one folder if train/ and test/ both hold images', async () => {
    const folder = await datasetFolder({ ...channelFiles('train/', ['a']), ...channelFiles('test/', ['b']) });
    await expect(readImageSets(folder)).rejects.toThrow(
      `${folder}: both train/ and test/ hold images; name one of the folders, such as ${join(folder, 'test')}`,
    );
  });

  it('names the missing file of an incomplete set', async () => {
    const folder = await datasetFolder({ 'a_red.png': '', 'a_green.png': '', 'a_yellow.png': '' });
    await expect(readImageSets(folder)).rejects.toThrow(`missing channel file ${join(folder, 'a_blue.png')}`);
  });

  it('names a folder without sets, and a missing one', async () => {
    const folder = await datasetFolder({ 'a.png': '' });
    await expect(readImageSets(folder)).rejects.toThrow(/expected \{id\}_red\.png.*; found none/);
    await expect(readImageSets(join(folder, 'gone'))).rejects.toThrow(/ENOENT.*gone/);
  });
});
