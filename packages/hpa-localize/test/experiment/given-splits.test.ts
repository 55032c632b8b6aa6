import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Sample } from '@hpa/data';
import { prepare } from '@hpa/data/node';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDataset } from '../../src/dataset/open-dataset.js';
import { givenSplits } from '../../src/experiment/given-splits.js';
import { splitDataset } from '../../src/experiment/split-dataset.js';
import { writeReport } from '../../src/experiment/write-report.js';

const sample = (id: string, label: number, split?: Sample['split'], group?: string): Sample => ({
  id,
  labels: [label],
  channels: { microtubules: 'r', protein: 'g', nucleus: 'b' },
  ...(split !== undefined && { split }),
  ...(group !== undefined && { group }),
});
const options = { classNames: ['ring', 'spot'], seed: 1 };

describe('givenSplits', () => {
  it('keeps the split of a dataset, and has none where a sample has none', () => {
    const samples = [
      sample('b', 0, 'train'),
      sample('a', 1, 'train'),
      sample('c', 0, 'test'),
      sample('d', 1, 'validation'),
    ];
    const { splits } = givenSplits(samples, options)!;
    const ids = Object.values(splits).map((part) => part.map(({ id }: Sample) => id));
    expect(ids).toEqual([['a', 'b'], ['d'], ['c']]);
    expect(givenSplits([...samples, sample('e', 0)], options)).toBeUndefined();
  });

  it('draws a missing validation split from the training samples, whole groups at a time, and says so', () => {
    const training = Array.from({ length: 40 }, (_, index) =>
      sample(`t${index}`, index % 2, 'train', `g${Math.floor(index / 4)}`),
    );
    const test = [sample('x', 0, 'test', 'gx'), sample('y', 1, 'test', 'gx')];
    const { splits, note } = givenSplits([...training, ...test], options)!;
    expect(splits.test).toEqual(test);
    expect(splits.train.length + splits.validation.length).toBe(40);
    expect(splits.validation.length).toBeGreaterThanOrEqual(4);
    expect(splits.validation.length).toBeLessThanOrEqual(12);
    const groupsOf = (part: readonly Sample[]) => new Set(part.map(({ group }) => group));
    const inTraining = groupsOf(splits.train);
    expect([...groupsOf(splits.validation)].filter((group) => inTraining.has(group))).toEqual([]);
    expect(note).toMatch(/no validation split, so one was drawn from the training samples/);
  });

  it('refuses a split without a test, and a class that is not in training', () => {
    expect(() => givenSplits([sample('a', 0, 'train'), sample('b', 1, 'validation')], options)).toThrow(
      'the split of the dataset gives none to test',
    );
    const absent = [sample('a', 0, 'train'), sample('b', 1, 'validation'), sample('c', 1, 'test')];
    expect(() => givenSplits(absent, options)).toThrow('the split of the dataset gives none of spot');
  });
});

let scratch: string;
beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'hpa-given-split-'));
  for (const [part, count] of [
    ['train', 4],
    ['valid', 2],
    ['test', 2],
  ] as const) {
    for (const [label, name] of ['ring', 'spot'].entries()) {
      for (let index = 0; index < count; index++) {
        // One image of test/ is one of train/ under another name: a leak that only its pixels tell.
        const seed = part === 'test' && index === 0 ? `train${label}0` : `${part}${label}${index}`;
        const path = join(scratch, 'cells', part, name, `${part}${index}.png`);
        await mkdir(dirname(path), { recursive: true });
        await writeFile(path, await encodeBlocks(seed));
      }
    }
  }
});
afterAll(() => rm(scratch, { recursive: true, force: true }));

/** A colored image of blocks whose levels follow from a word. */
function encodeBlocks(word: string): Promise<Buffer> {
  let state = [...word].reduce((sum, letter) => Math.imul(sum, 31) + letter.charCodeAt(0), 7);
  const blocks = Array.from({ length: 64 * 3 }, () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return state >>> 24;
  });
  const levels = Uint8Array.from({ length: 32 * 32 * 3 }, (_, at) => {
    const [pixel, channel] = [Math.floor(at / 3), at % 3];
    const [y, x] = [Math.floor(pixel / 32), pixel % 32];
    return blocks[((y >> 2) * 8 + (x >> 2)) * 3 + channel]!;
  });
  return sharp(levels, { raw: { width: 32, height: 32, channels: 3 } })
    .png()
    .toBuffer();
}

describe('splitDataset on train/, valid/ and test/ of class folders', () => {
  it('uses the split that is given, audits it for leaks, and the report says so', async () => {
    const dataset = await openDataset(join(scratch, 'cells'), { size: 32, allowMissing: 'er' });
    expect(dataset.layout).toBe('split-folders');
    const study = await splitDataset(dataset, { seed: 1 });
    const { train, validation, test } = study.splits;
    expect([train, validation, test].map(({ length }) => length)).toEqual([8, 4, 4]);
    expect(test.every(({ id }) => id.startsWith('test/'))).toBe(true);
    expect(study.leakage.nearDuplicates).toBeGreaterThanOrEqual(2);

    const backend = { name: 'cpu', device: 'a processor', threads: 1, passedOver: [] };
    const results = { baselines: [], models: [], comparisons: [] };
    const out = join(scratch, 'run');
    await writeReport(out, { command: 'none', status: 'interrupted', seed: 1, study, backend, ...results });
    expect(await readFile(join(out, 'report.md'), 'utf8')).toContain(
      'The split is the one that the dataset gives.',
    );
    const notebook = await splitDataset(dataset, { seed: 1, protocol: 'notebook' });
    expect(notebook.splitNote).toBe('The split that the dataset gives was not used.');
    await dataset.close();
  });

  it('keeps the split through a prepared folder', async () => {
    const { samples, classes, close } = await openDataset(join(scratch, 'cells'), { allowMissing: 'er' });
    await close();
    const folder = join(scratch, 'prepared');
    await prepare(samples, { folder, height: 32, width: 32, classes });
    const prepared = await openDataset(folder);
    const { splits } = await splitDataset(prepared, { seed: 1 });
    await prepared.close();
    expect(splits.test.map(({ id }) => id)).toEqual(
      samples.filter(({ split }) => split === 'test').map(({ id }) => id),
    );
  });
});
