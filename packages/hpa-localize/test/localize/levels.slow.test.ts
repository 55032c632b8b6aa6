import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startBackend } from '@hpa/backend';
import { gapNetPl } from '@hpa/models';
import { saveClassifier } from '@hpa/models/node';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDataset } from '../../src/dataset/open-dataset.js';
import { localize } from '../../src/localize/localize.js';
import { readingOfModel } from '../../src/localize/reading-of-model.js';
import { runCommand } from '../run-command.js';
import { writeCells } from '../write-cells.js';
import { writeTwelveBits } from '../write-twelve-bits.js';

const SIZE = 32;
const classes = ['Cytosol', 'Nucleoli', 'Plasma membrane'].map((name, id) => ({ id, name }));

let scratch: string;
let eight: string;
let twelve: string;
let backend: Awaited<ReturnType<typeof startBackend>>;

beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'hpa-levels-'));
  const cells = join(scratch, 'cells');
  await writeCells(cells, { count: 4, size: 48 });
  eight = join(cells, 'train');
  twelve = join(scratch, 'twelve');
  await writeTwelveBits(eight, { to: twelve });
  backend = await startBackend('wasm');
});
afterAll(async () => {
  backend.dispose();
  await rm(scratch, { recursive: true, force: true });
});

/** Saves a model with weights from a seed; in `unit`, every level that differs changes its answers. */
async function save(name: string, levels?: 'bit-depth' | 'percentile' | [number, number]): Promise<string> {
  const folder = join(scratch, name);
  const input = { height: SIZE, width: SIZE, normalization: 'unit', ...(levels && { levels }) } as const;
  const classifier = gapNetPl({ input, classes, seed: 3 });
  await saveClassifier(classifier, join(folder, 'model'));
  classifier.dispose();
  return folder;
}

type Answers = ReadonlyMap<string, readonly number[]>;

async function answers(
  model: string,
  data: string,
  options?: Parameters<typeof localize>[2],
): Promise<Answers> {
  const found = await localize(model, data, options);
  const byClass = (cell: (typeof found)[number]) =>
    classes.map(({ id }) => cell.locations.find((location) => location.id === id)!.probability);
  return new Map(found.map((cell) => [cell.id, byClass(cell)]));
}

/** The largest difference of a probability. */
function difference(a: Answers, b: Answers): number {
  expect([...a.keys()].sort()).toEqual([...b.keys()].sort());
  return Math.max(...[...a].flatMap(([id, row]) => row.map((p, index) => Math.abs(p - b.get(id)![index]!))));
}

describe('the same cells in 8 bits, and in files of 16 from a camera of 12', () => {
  it('get the same answers from a model of 8-bit cells, whether its card says so or says nothing', async () => {
    for (const model of [await save('plain'), await save('depth', 'bit-depth')]) {
      const plain = await answers(model, eight);
      expect(difference(plain, await answers(model, twelve))).toBeLessThan(0.01);
      // Read as all 16 bits, they would be nearly black.
      const dark = await answers(model, twelve, { levels: [0, 65_535] });
      expect(difference(plain, dark)).toBeGreaterThan(0.01);
    }
  });

  it('get the same answers from a model of percentiles, which are measured in the new cells', async () => {
    const model = await save('percentile', 'percentile');
    const stretched = await answers(model, eight);
    expect(difference(stretched, await answers(model, twelve))).toBeLessThan(0.01);
    expect(difference(stretched, await answers(model, eight, { levels: 'auto' }))).toBeGreaterThan(0.001);
    expect(difference(stretched, await answers(model, twelve, { levels: 'auto' }))).toBeLessThan(0.01);
  });

  it('get the same answers from predict, which says how it scales them, and takes the levels that it is told', async () => {
    const model = await save('commanded');
    const predict = async (data: string, ...flags: string[]) => {
      const out = join(scratch, 'predictions.csv');
      const all = ['--model', model, '--data', data, '--out', out, '--backend', 'wasm', ...flags];
      const finished = await runCommand('predict', all);
      expect(finished).toMatchObject({ code: 0, stderr: '' });
      const rows = parse(await readFile(out, 'utf8'), { columns: true }) as Record<string, string>[];
      const table = new Map(
        rows.map((row) => [row.id!, classes.map(({ name }) => Number(row[`p_${name}`]))]),
      );
      return { stdout: finished.stdout, table };
    };
    const [plain, camera] = [await predict(eight), await predict(twelve)];
    expect(difference(plain.table, camera.table)).toBeLessThan(0.01);
    expect(plain.stdout).not.toContain('levels:');
    expect(camera.stdout).toMatch(
      /^levels: 0 to 4095 of the files become 0 to 255 \(bit-depth: 12 bits, which hold the highest level found, \d+\)$/m,
    );
    const told = await predict(twelve, '--levels', '0,4080');
    // The same levels, but resized in floating point: they differ by at most one.
    expect(difference(told.table, plain.table)).toBeLessThan(0.001);
    expect(told.stdout).toMatch(/^levels: 0 to 4080 of the files become 0 to 255 \(as stated\)$/m);
  });
});

describe('how images are read for a model', () => {
  it('is what is asked for, or what its card says, or what its run was told before cards said so', async () => {
    const run = join(scratch, 'run');
    await mkdir(run);
    const folders: Record<string, string> = {};
    for (const [name, levels] of [
      ['bare', undefined],
      ['card', 'percentile'],
      ['numbers', [0, 1023]],
    ] as const) {
      await cp(
        await save(`saved-${name}`, levels && (typeof levels === 'string' ? levels : [...levels])),
        join(run, name),
        { recursive: true },
      );
      folders[name] = join(run, name, 'model');
    }
    const read = (name: string, given = {}) => readingOfModel(folders[name]!, given);
    expect(await read('bare')).toEqual({ scale: 'none', levels: 'bit-depth' });
    expect(await read('card')).toEqual({ scale: 'none', levels: 'percentile' });
    expect(await read('numbers')).toEqual({ scale: 'none', levels: [0, 1023] });
    expect(await read('card', { levels: 'auto', channelOrder: undefined })).toEqual({
      scale: 'none',
      levels: 'auto',
    });
    const options = async (words: object) =>
      writeFile(join(run, 'config.json'), JSON.stringify({ options: words }));
    await options({ whiteLevel: 4095, channelOrder: ['er', 'protein', 'nucleus'] });
    expect(await read('bare')).toEqual({
      scale: 'none',
      levels: [0, 4095],
      channelOrder: ['er', 'protein', 'nucleus'],
    });
    expect((await read('card')).levels).toBe('percentile');
    await options({ levels: [-5, 5] });
    expect(await read('bare')).toEqual({ scale: 'none', levels: [-5, 5] });
    await options({ whiteLevel: 'bright' });
    await expect(read('bare')).rejects.toThrow(
      `${join(run, 'config.json')}: expected the config of a run; options.whiteLevel: `,
    );
  });
});

describe('the levels of a dataset', () => {
  const levelsOf = async (data: string, levels?: 'bit-depth' | 'percentile' | [number, number]) => {
    const dataset = await openDataset(data, { labels: 'ignored', size: SIZE, ...(levels && { levels }) });
    await dataset.close();
    return dataset.levels;
  };

  it('are kept for 8 bits, percentiles of more, or what was asked for', async () => {
    expect(await levelsOf(eight)).toEqual({
      way: 'bit-depth',
      perChannel: {},
      basis: 'files of 8 bits, as they are',
    });
    const { way, perChannel, basis } = (await levelsOf(twelve))!;
    expect([way, basis]).toEqual(['percentile', 'the percentiles 0.1 and 99.9 of each channel in 4 images']);
    for (const name of ['microtubules', 'protein', 'nucleus', 'er'] as const) {
      const [black, white] = perChannel[name]!;
      expect(black).toBeLessThan(white);
      expect(white).toBeLessThanOrEqual(4080);
    }
    expect((await levelsOf(twelve, 'bit-depth'))!.perChannel.protein).toEqual([0, 4095]);
    expect((await levelsOf(twelve, [5, 6]))!.way).toEqual([5, 6]);
    expect((await openDataset('synthetic', { count: 4, size: SIZE })).levels).toBeUndefined();
  });
});
