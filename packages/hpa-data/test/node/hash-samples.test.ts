import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { auditLeakage } from '../../src/index.js';
import { groupFiles, hashSamples } from '../../src/node/index.js';
import { datasetFolder } from './support/dataset-folder.js';

/** Samples whose four files hold these texts. */
async function samplesWith(texts: Readonly<Record<string, readonly string[]>>) {
  const colors = ['red', 'green', 'blue', 'yellow'];
  const files = Object.fromEntries(
    Object.entries(texts).flatMap(([id, contents]) =>
      contents.map((content, index) => [`${id}_${colors[index]}.png`, content]),
    ),
  );
  const folder = await datasetFolder(files);
  return groupFiles(
    Object.keys(files).map((name) => join(folder, name)),
    { allowMissing: 'er' },
  );
}

describe('hashSamples', () => {
  it('is equal if and only if all files are, channel by channel', async () => {
    const samples = await samplesWith({
      a: ['1', '2', '3', '4'],
      same: ['1', '2', '3', '4'],
      swapped: ['2', '1', '3', '4'],
      other: ['1', '2', '3', '5'],
      longer: ['1', '2', '3', '44'],
      without: ['1', '2', '3'],
    });
    const hashes = await hashSamples(samples);
    expect(hashes.get('a')).toBe(hashes.get('same'));
    expect(new Set(hashes.values()).size).toBe(5);
  });

  it('tells the pages of one file apart', async () => {
    const file = join(await datasetFolder({ 'a.tif': '1' }), 'a.tif');
    const samples = [
      [1, 2, 3],
      [1, 2, 3],
      [1, 3, 2],
    ].map(([red, green, blue], index) => ({
      id: String(index),
      labels: [],
      channels: {
        microtubules: `${file}#page=${red}`,
        protein: `${file}#page=${green}`,
        nucleus: `${file}#page=${blue}`,
      },
    }));
    const hashes = await hashSamples(samples);
    expect(hashes.get('0')).toBe(hashes.get('1'));
    expect(hashes.get('0')).not.toBe(hashes.get('2'));
  });

  it('lets the audit find copies across splits by their bytes', async () => {
    const samples = await samplesWith({
      a: ['1', '2', '3'],
      b: ['1', '2', '3'],
      c: ['1', '2', '3'],
      d: ['4', '5', '6'],
    });
    const [a, b, c, d] = samples;
    const audit = auditLeakage(
      { train: [a!, b!], validation: [d!], test: [c!] },
      { fileHashes: await hashSamples(samples) },
    );
    expect(audit.identicalFiles).toBe(2);
    expect(audit.examples.identicalFiles).toEqual([
      ['a', 'c'],
      ['b', 'c'],
    ]);
    expect(() => auditLeakage({ train: [a!], validation: [], test: [] }, { fileHashes: new Map() })).toThrow(
      'fileHashes must cover every sample; a has none',
    );
  });

  it('names a missing file', async () => {
    const [a] = await samplesWith({ a: ['1', '2', '3'] });
    const gone = { ...a!, channels: { ...a!.channels, protein: '/nowhere/a_green.png' } };
    await expect(hashSamples([gone])).rejects.toThrow(/a_green\.png: .*ENOENT/);
  });
});
