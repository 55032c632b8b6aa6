import { existsSync } from 'node:fs';
import { cp, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startBackend } from '@hpa/backend';
import { gapNetPl } from '@hpa/models';
import { saveClassifier } from '@hpa/models/node';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openDataset } from '../src/dataset/open-dataset.js';
import { localize } from '../src/localize/localize.js';
import { readingOfModel } from '../src/localize/reading-of-model.js';
import { parseReport } from '../src/report/schema/parse-report.js';
import { runCommand } from './run-command.js';
import { writeCells } from './write-cells.js';
import { writeTwelveBits } from './write-twelve-bits.js';

/** Real cells, beside the checkout. */
const REAL = fileURLToPath(new URL('../../../../shared/data/hpa-cells/train', import.meta.url));
const absent = !existsSync(REAL);
if (absent) {
  console.warn('skipped: shared/data/hpa-cells is not beside the checkout');
}

let scratch: string;
let cells: string;
let mixed: string;
let twelve: string;
beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'hpa-levels-'));
  cells = join(scratch, 'cells');
  mixed = join(scratch, 'mixed');
  twelve = join(scratch, 'twelve');
  const ids = await writeCells(cells, { count: 24, size: 32 });
  const odd = ids.filter((_, index) => index % 2 === 1);
  await writeTwelveBits(cells, { to: mixed, only: (name) => odd.some((id) => name.includes(`${id}_`)) });
  await writeTwelveBits(cells, { to: twelve });
});
afterAll(() => rm(scratch, { recursive: true, force: true }));

it('a set half of 8 and half of 12 bits is warned of, unless one scale is chosen for all of it', async () => {
  const unstated = await openDataset(mixed, { size: 32 });
  await unstated.close();
  expect(unstated.warnings).toEqual([
    expect.stringMatching(
      /^12 of 24 images looked at have levels of more than 8 bits: percentiles scale these/,
    ),
  ]);
  const plain = await openDataset(cells, { size: 32 });
  const scaled = await openDataset(mixed, { size: 32, levels: 'bit-depth' });
  const stated = await openDataset(mixed, { size: 32, levels: [0, 4080] });
  expect([plain.warnings, scaled.warnings, stated.warnings]).toEqual([[], [], []]);
  for (const [index, sample] of plain.samples.entries()) {
    const expected = await plain.images.image(sample);
    expect(await stated.images.image(stated.samples[index]!)).toEqual(expected);
    const { data } = await scaled.images.image(scaled.samples[index]!);
    // 4080 of 4095 is 254.07 of 255.
    expect(Math.max(...data.map((level, at) => Math.abs(level - expected.data[at]!)))).toBeLessThanOrEqual(1);
  }
  await Promise.all([plain.close(), scaled.close(), stated.close()]);
});

it('compare records the levels that it used, and predict measures them anew in the way of the card', async () => {
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
  const compared = await runCommand('compare', ['--data', twelve, '--out', run, ...small]);
  expect(compared).toMatchObject({ code: 0, stderr: '' });
  expect(compared.stdout).toMatch(
    /^levels: microtubules \d+ to \d+, .* \(percentile: the percentiles 0.1 and 99.9/m,
  );
  const config = JSON.parse(await readFile(join(run, 'config.json'), 'utf8'));
  const report = parseReport(JSON.parse(await readFile(join(run, 'report.json'), 'utf8')));
  expect(config.levels).toMatchObject({
    way: 'percentile',
    perChannel: { protein: [expect.any(Number), expect.any(Number)] },
  });
  expect(config.options.levels).toBeUndefined();
  expect(report.dataset.levels).toEqual(config.levels);
  expect(await readFile(join(run, 'report.md'), 'utf8')).toContain('Levels: microtubules ');
  const model = join(run, 'gapnet-pl');
  expect((await readingOfModel(join(model, 'model'))).levels).toBe('percentile');

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
  const camera = await predict(twelve);
  // Percentiles of the same cells, in levels 16 times as low: what is scaled by them is the same, to the bit.
  expect(await predict(cells)).toEqual(camera);
  const dark = await predict(twelve, '--levels', '0,65535');
  expect(dark.table).not.toBe(camera.table);
  expect(dark.stderr).toMatch(
    /^warning: the microtubules channel uses under a tenth of the range of levels in 24 of 24 images looked at \(/,
  );
  const resumed = await runCommand('compare', ['--resume', '--out', run, '--levels', 'bit-depth']);
  expect(resumed).toMatchObject({ code: 1 });
  expect(resumed.stderr).toContain('was started with levels no; received "bit-depth"');
});

it.skipIf(absent)('real cells get the same answers in 8 bits and as a camera of 12 stores them', async () => {
  const [eight, camera] = [join(scratch, 'real'), join(scratch, 'real-camera')];
  for (const name of (await readdir(REAL)).sort().slice(0, 4 * 12)) {
    await cp(join(REAL, name), join(eight, name));
  }
  await writeTwelveBits(eight, { to: camera });
  const backend = await startBackend('wasm');
  const classes = ['Cytosol', 'Nucleoplasm'].map((name, id) => ({ id, name }));
  const input = { height: 128, width: 128, normalization: 'unit' } as const;
  const classifier = gapNetPl({ input, classes, seed: 5 });
  const model = join(scratch, 'seeded');
  await saveClassifier(classifier, join(model, 'model'));
  classifier.dispose();
  const probabilities = async (folder: string, options?: Parameters<typeof localize>[2]) =>
    (await localize(model, folder, options)).map(
      ({ locations }) => locations.find(({ id }) => id === 0)!.probability,
    );
  const plain = await probabilities(eight);
  const same = await probabilities(camera);
  expect(plain).toHaveLength(12);
  for (const [index, probability] of plain.entries()) {
    expect(Math.abs(same[index]! - probability)).toBeLessThan(0.01);
  }
  const dark = await probabilities(camera, { levels: [0, 65_535] });
  expect(Math.max(...dark.map((each, index) => Math.abs(each - plain[index]!)))).toBeGreaterThan(0.01);
  backend.dispose();
});

it('a prepared folder says again what is known of its images, and refuses another scale', async () => {
  const folder = join(scratch, 'prepared');
  const prepare = (...flags: string[]) =>
    runCommand('prepare', ['--data', mixed, '--size', '32', '--out', folder, ...flags]);
  expect(await prepare()).toMatchObject({ code: 0 });
  const opened = async (levels?: 'percentile' | 'bit-depth' | [number, number]) => {
    const dataset = await openDataset(folder, levels ? { levels } : {});
    await dataset.close();
    return dataset;
  };
  expect((await opened()).warnings).toHaveLength(1);
  expect((await opened('percentile')).levels).toMatchObject({ way: 'percentile' });
  await expect(opened('bit-depth')).rejects.toThrow(
    `${folder}: its images were prepared with levels percentile; needed are bit-depth (prepare them again with --levels bit-depth)`,
  );
  expect(await prepare('--levels', '0,4095')).toMatchObject({ code: 0 });
  expect((await opened('bit-depth')).levels).toMatchObject({ way: [0, 4095], basis: 'as stated' });
  await expect(opened([0, 1023])).rejects.toThrow(
    'its images were prepared with levels 0,4095; needed are 0,1023 (prepare them again with --levels 0,1023)',
  );
});

it.each([
  [['--levels=5,-5'], /auto, bit-depth, percentile, or two numbers, .* higher one of white; received "5,-5"/],
  [['--levels', 'bright'], /auto, bit-depth, percentile, or two numbers, .*; received "bright"/],
  [['--white-level', '3'], /unknown option '--white-level'/],
  [
    ['--channel-order', 'nucleus,dna,er'],
    /--channel-order must name three or four of microtubules, protein, nucleus, er, each once; received "nucleus,dna,er"/,
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
