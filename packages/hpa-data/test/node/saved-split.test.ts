import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { notebookSplit, type Sample, splitSamples } from '../../src/index.js';
import { readSplit, writeSplit } from '../../src/node/index.js';
import { SPLIT_VERSION } from '../../src/split/splits.js';
import { makeSample } from '../support/make-sample.js';
import { datasetFolder } from './support/dataset-folder.js';

const samplesOf = (ids: readonly string[]): Sample[] =>
  ids.map((id, index) => makeSample(id, { labels: [index % 2] }));
const six = samplesOf(['a', 'b', 'c', 'd', 'e', 'f']);

describe('a saved split', () => {
  it('writes a table of ids and splits, with the seed and the version of the algorithm', async () => {
    const file = join(await datasetFolder({}), 'split.csv');
    const split = splitSamples(six, { seed: 4, classCount: 2 });
    await writeSplit(file, split, { seed: 4 });
    const [header, ...rows] = (await readFile(file, 'utf8')).trim().split('\n');
    expect(header).toBe('Id,Part,Seed,Version');
    expect(rows.map((row) => row[0])).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
    expect(rows[0]).toMatch(/^a,(train|validation|test),4,2$/);
  });

  it('splits as version 2 of the algorithm always did', () => {
    // Drawn once; version 1 divided samples of one label alike. If this fails, the same seed gives other splits: increase SPLIT_VERSION.
    const split = splitSamples(samplesOf(Array.from('abcdefghijklmnopqrst')), { seed: 1, classCount: 2 });
    const grouped = splitSamples(
      samplesOf(Array.from('abcdefghijklmnopqrst')).map((sample, index) => ({
        ...sample,
        group: String(index >> 1),
      })),
      { seed: 1, classCount: 2 },
    );
    const several = splitSamples(
      Array.from('abcdefghijklmnopqrst', (id, index) =>
        makeSample(id, { labels: [index % 2, 2 + (index % 3)] }),
      ),
      { seed: 1, classCount: 5, multiLabel: true },
    );
    const sizes = splitSamples(samplesOf(Array.from('abcdefghijklmnopqrst')), { seed: 1 });
    const text = [split, grouped, several, sizes].map(({ validation, test }) =>
      [validation, test].map((part) => part.map(({ id }) => id).join('')).join(' '),
    );
    expect([SPLIT_VERSION, ...text]).toEqual([2, 'cipt fm', 'mnst ab', 'opt ijk', 'bio egp']);
  });

  it('reads back what it wrote, whatever the ids and the order of the samples', async () => {
    const file = join(await datasetFolder({}), 'split.csv');
    const id = fc.string({ minLength: 1, maxLength: 8 }).filter((text) => text === text.trim());
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(id, { minLength: 6, maxLength: 20 }),
        fc.integer({ min: 0, max: 2 ** 32 - 1 }),
        async (ids, seed) => {
          const samples = samplesOf(ids);
          const split = splitSamples(samples, { seed, classCount: 2 });
          await writeSplit(file, split, { seed });
          expect(await readSplit(file, { samples: [...samples].reverse() })).toEqual(split);
        },
      ),
      { numRuns: 30 },
    );
  });

  it.each([
    ['line 3: expected train, validation, test as Part; found Train', 'a,train\nb,Train\n'],
    ['line 3: duplicate Id a, first on line 2', 'a,train\na,test\n'],
    ['line 2: Id x is not among the 6 samples', 'x,train\n'],
    ['expected a row for each sample; 5 have none, such as b', 'a,train\n'],
  ])('says of a file that does not fit: %s', async (message, rows) => {
    const folder = await datasetFolder({ 'split.csv': `Id,Part\n${rows}` });
    await expect(readSplit(join(folder, 'split.csv'), { samples: six })).rejects.toThrow(message);
  });

  it('marks ids that a spreadsheet would run, and reads them back as they were', async () => {
    const ids = ['=1+1', '+1', '-1', '@A1', "'=1", "'a", "''", 'a=1', '\tx'];
    const samples = ids.map((id) => makeSample(id));
    const file = join(await datasetFolder({}), 'formulas.csv');
    await writeSplit(file, { train: samples, validation: [], test: [] }, { seed: 1 });
    const [, ...lines] = (await readFile(file, 'utf8')).trimEnd().split('\n');
    expect(lines.map((line) => line.replace(/^"/, '')[0]).sort()).toEqual([..."''''''''a"]);
    const back = await readSplit(file, { samples });
    expect(back.train.map(({ id }) => id).sort()).toEqual([...ids].sort());
  });

  it('takes ids as they are from a table that others drew', async () => {
    const file = join(await datasetFolder({}), 'others.csv');
    await writeFile(file, "Id,Part\n'=1,train\n");
    const samples = [makeSample("'=1")];
    expect((await readSplit(file, { samples })).train).toEqual(samples);
  });

  it('refuses a sample that occurs twice', async () => {
    const file = join(await datasetFolder({}), 'split.csv');
    await expect(writeSplit(file, notebookSplit(six, { seed: 1 }), { seed: 1 })).rejects.toThrow(
      /must hold each sample once; received . twice/,
    );
  });

  it('refuses an invalid seed', async () => {
    const file = join(await datasetFolder({}), 'split.csv');
    await expect(
      writeSplit(file, splitSamples(six, { seed: 1, classCount: 2 }), { seed: -1 }),
    ).rejects.toThrow(new RangeError('seed must be an integer in [0, 2^32); received -1'));
  });
});
