import { cp, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openDataset } from '../src/dataset/open-dataset.js';
import { readingOfModel } from '../src/localize/reading-of-model.js';
import { runCommand } from './run-command.js';
import { writeCells } from './write-cells.js';

let scratch: string;
let cells: string;
let mixed: string;
beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'hpa-levels-'));
  cells = join(scratch, 'cells');
  mixed = join(scratch, 'mixed');
  await writeCells(cells, { count: 24, size: 32 });
  await cp(cells, mixed, { recursive: true });
  await shiftHalf(mixed);
});
afterAll(() => rm(scratch, { recursive: true, force: true }));

/** Makes of every other image files of 16 bits, as a camera of 12 bits fills them: level 255 becomes 4095. */
async function shiftHalf(folder: string): Promise<void> {
  const files = (await readdir(join(folder, 'train'))).sort();
  const ids = [...new Set(files.map((file) => file.replace(/_[a-z]+\.png$/, '')))];
  const odd = new Set(ids.filter((_, index) => index % 2 === 1));
  for (const file of files.filter((name) => odd.has(name.replace(/_[a-z]+\.png$/, '')))) {
    const path = join(folder, 'train', file);
    const { data, info } = await sharp(path).toColourspace('b-w').raw().toBuffer({ resolveWithObject: true });
    const levels = Uint16Array.from(data, (level) => Math.round((level * 4095) / 255));
    const { height, width } = info;
    await rm(path);
    await sharp(levels, { raw: { height, width, channels: 1 } })
      .toColourspace('grey16')
      .tiff({ compression: 'none' })
      .toFile(path.replace('.png', '.tif'));
  }
}

it('a set half of 8 and half of 12 bits is warned of, unless its white level is stated', async () => {
  const unstated = await openDataset(mixed, { size: 32 });
  await unstated.close();
  expect(unstated.warnings).toHaveLength(4);
  expect(unstated.warnings[0]).toMatch(
    /^the microtubules channel uses under a tenth of the range of levels in 12 of 24 images looked at: they are no brighter than 1\d of 255\. For 16-bit files of a camera of 12 bits state the white level 4095/,
  );
  const stated = await openDataset(mixed, { size: 32, whiteLevel: 4095 });
  const plain = await openDataset(cells, { size: 32 });
  expect([stated.warnings, plain.warnings]).toEqual([[], []]);
  for (const [index, sample] of stated.samples.entries()) {
    expect(await stated.images.image(sample)).toEqual(await plain.images.image(plain.samples[index]!));
  }
  await stated.close();
  await plain.close();
});

it('predict reads images as compare did, and says what it says of levels', async () => {
  const run = join(scratch, 'run');
  const small = [
    '--models',
    'gapnet-pl',
    '--size',
    '32',
    '--epochs',
    '1',
    '--batch',
    '8',
    '--backend',
    'wasm',
  ];
  const compared = await runCommand('compare', [
    '--data',
    mixed,
    '--white-level',
    '4095',
    '--out',
    run,
    ...small,
  ]);
  expect(compared).toMatchObject({ code: 0, stderr: '' });
  const model = join(run, 'gapnet-pl');
  expect(await readingOfModel(join(model, 'model'))).toEqual({ whiteLevel: 4095 });
  expect(await readingOfModel(join(model, 'model'), { levels: [0, 1] })).toEqual({ levels: [0, 1] });
  const predict = async (data: string, ...flags: string[]) => {
    const out = join(scratch, 'predictions.csv');
    const all = [
      '--model',
      model,
      '--data',
      join(data, 'train'),
      '--out',
      out,
      '--backend',
      'wasm',
      ...flags,
    ];
    const { code, stderr } = await runCommand('predict', all);
    expect(code).toBe(0);
    return { stderr, table: await readFile(out, 'utf8') };
  };
  const plain = await predict(cells);
  expect(await predict(mixed)).toEqual(plain);
  const dark = await predict(mixed, '--white-level', '65535');
  expect(dark.table).not.toBe(plain.table);
  expect(dark.stderr).toMatch(
    /^warning: the microtubules channel uses under a tenth of the range of levels in 12 of 24/,
  );
});

it('a prepared folder says again what is known of its images, and refuses another scale', async () => {
  const folder = join(scratch, 'prepared');
  const prepared = await runCommand('prepare', ['--data', mixed, '--size', '32', '--out', folder]);
  expect(prepared).toMatchObject({ code: 0 });
  const dataset = await openDataset(folder);
  await dataset.close();
  expect(dataset.warnings).toHaveLength(4);
  await expect(openDataset(folder, { whiteLevel: 4095 })).rejects.toThrow(
    `${folder}: its images were prepared with white level 65535; needed is white level 4095`,
  );
});

it.each([
  [['--levels=5,-5'], /higher one of white; received "5,-5"/],
  [['--levels', '0,1', '--white-level', '3'], /--levels.* cannot be used with .*--white-level/],
  [
    ['--channel-order', 'nucleus,dna,er'],
    /three or four of microtubules, protein, nucleus, er; received "nucleus,dna,er"/,
  ],
])('a command refuses %j', async (flags, message) => {
  const finished = await runCommand('prepare', [
    '--data',
    cells,
    '--size',
    '32',
    '--out',
    join(scratch, 'p'),
    ...flags,
  ]);
  expect(finished.code).not.toBe(0);
  expect(finished.stderr).toMatch(message);
});
