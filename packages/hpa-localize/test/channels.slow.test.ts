import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { syntheticCells } from '@hpa/data';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { localize } from '../src/index.js';
import { readTrainingRecord } from '../src/knowledge/training-record.js';
import { runCommand } from './run-command.js';

const CHANNELS = 'nucleus=DAPI,protein=GFP,actin=Phalloidin';
const ENGINE = ['--backend', 'wasm', '--threads', '1'];

let scratch: string;
const at = (...parts: string[]): string => join(scratch, ...parts);

/** A folder of cells a class, in files that end in words. */
beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'hpa-channels-'));
  const size = 32;
  const { samples, classes, images } = syntheticCells({ classes: [13, 25], count: 40, seed: 7, size });
  for (const sample of samples) {
    const { data } = await images.image(sample);
    const folder = at('cells', classes[sample.labels[0]!]!.name);
    await mkdir(folder, { recursive: true });
    const planes = Object.entries({ DAPI: 2, GFP: 1, Phalloidin: 0, Brightfield: 3 });
    for (const [word, channel] of planes) {
      const gray = Uint8Array.from({ length: size * size }, (_, pixel) => data[4 * pixel + channel]!);
      await sharp(gray, { raw: { width: size, height: size, channels: 1 } })
        .toColourspace('b-w')
        .png()
        .toFile(join(folder, `${sample.id}_${word}.png`));
    }
  }
});
afterAll(() => rm(scratch, { recursive: true, force: true }));

it('trains, answers, explains, maps, prepares and exports with three channels of other names', async () => {
  const run = at('run');
  const data = ['--data', at('cells')];
  const training = ['--models', 'scratch-cnn', '--size', '32', '--epochs', '1', '--out', run];
  const trained = await runCommand('compare', [...data, '--channels', CHANNELS, ...training, ...ENGINE]);
  expect(trained.code).toBe(0);
  expect(trained.stdout).toContain('channels: nucleus, protein, actin; models see all of them');
  expect(trained.stderr).toContain('13 files are of no channel that is named, such as ');
  const report = JSON.parse(await readFile(join(run, 'report.json'), 'utf8'));
  expect(report.dataset.channels).toEqual(['nucleus', 'protein', 'actin']);
  expect(await readFile(join(run, 'report.md'), 'utf8')).toContain('Channels: nucleus, protein, actin.');
  expect(report.models[0].recipe.channels).toBe('nucleus, protein, actin');
  const model = join(run, 'scratch-cnn');
  expect((await readTrainingRecord(join(model, 'model')))?.channels).toEqual(['nucleus', 'protein', 'actin']);

  // The run knows what its files are called, and a prepared folder which channels it has.
  const direct = await runCommand('predict', ['--model', model, ...data, '--out', at('a.csv'), ...ENGINE]);
  expect(direct.code).toBe(0);
  const prepared = ['--size', '32', '--out', at('prepared')];
  expect((await runCommand('prepare', [...data, '--channels', CHANNELS, ...prepared])).code).toBe(0);
  const again = ['--model', model, '--data', at('prepared'), '--out', at('b.csv'), ...ENGINE];
  expect((await runCommand('predict', again)).code).toBe(0);
  expect(await readFile(at('b.csv'), 'utf8')).toBe(await readFile(at('a.csv'), 'utf8'));
  const answers = await localize(model, at('cells'), { backend: 'wasm' });
  expect(answers).toHaveLength(40);

  const [{ id } = { id: '' }] = answers;
  const explaining = ['--model', model, ...data, '--ids', id, '--out', at('explained'), ...ENGINE];
  expect((await runCommand('explain', explaining)).code).toBe(0);
  expect(await readFile(at('explained', 'explain.html'), 'utf8')).toContain(
    'In the image of the cell, the protein is green, the nucleus is blue and actin is magenta.',
  );
  const mapping = ['--model', model, ...data, '--out', at('map'), ...ENGINE];
  expect((await runCommand('embed', mapping)).code).toBe(0);
  const drawing = [...data, '--channels', CHANNELS, '--size', '32', '--out', at('sheet')];
  expect((await runCommand('contact-sheet', drawing)).code).toBe(0);
  expect(await readFile(at('sheet', 'sheet.html'), 'utf8')).toMatch(/view-3"> actin</);
  for (const [format, file] of [
    ['onnx', 'model.onnx'],
    ['bioimageio', 'model.zip'],
  ] as const) {
    const exporting = ['--model', model, '--format', format, '--out', at(file)];
    expect((await runCommand('export', exporting)).code).toBe(0);
  }
  // The package comes back in, for the channels of a prepared folder or those of --channels.
  const byPackage = ['--model', at('model.zip'), '--out', at('c.csv'), ...ENGINE];
  for (const images of [
    ['--data', at('prepared')],
    [...data, '--channels', CHANNELS],
  ]) {
    const packed = await runCommand('predict', [...byPackage, ...images]);
    expect(packed).toMatchObject({ code: 0 });
    const [expected, found] = await Promise.all([at('a.csv'), at('c.csv')].map(probabilitiesOf));
    expect(found).toHaveLength(40);
    for (const [row, values] of found!.entries()) {
      expect(values).toHaveLength(2);
      expect(Math.max(...values.map((value, i) => Math.abs(value - expected![row]![i]!)))).toBeLessThan(1e-3);
    }
  }
});

/** The probabilities of a table, row by row. */
async function probabilitiesOf(file: string): Promise<number[][]> {
  const [header = '', ...rows] = (await readFile(file, 'utf8')).trim().split('\n');
  const columns = header.split(',').flatMap((name, column) => (/^p_|probability/.test(name) ? [column] : []));
  return rows.map((row) => columns.map((column) => Number(row.split(',')[column])));
}

it('names what a model sees and images lack, and what to do', async () => {
  const two = ['--data', at('cells'), '--channels', 'nucleus=DAPI,protein=GFP'];
  const lacking = await runCommand('predict', [...two, '--out', at('c.csv')]);
  expect(lacking.code).toBe(1);
  expect(lacking.stderr).toMatch(
    /^error: .* sees microtubules, er, and the images of .*cells have nucleus, protein only: say what shows it \(--channels microtubules=WHAT,\.\.\.\), or have it black \(--allow-missing microtubules,er\)\n$/,
  );
  const black = ['--allow-missing', 'microtubules,yellow', '--out', at('d.csv'), ...ENGINE];
  const answered = await runCommand('predict', [...two, ...black]);
  expect(answered.code).toBe(0);
  expect(answered.stderr).toContain('40 of 40 images lack microtubules and er, which every cell');
  const recipe = ['--models', 'notebook-gapnet', '--size', '96', '--out', at('e')];
  const refused = await runCommand('compare', [...two, ...recipe]);
  expect(refused.code).toBe(2);
  expect(refused.stderr).toContain(
    'recipe notebook-gapnet: it sees microtubules, er, and the images have nucleus, protein only',
  );
});

it.each([
  [
    ['--channels', 'nucleus='],
    2,
    'It must be pairs such as nucleus=DAPI,protein=GFP, or names alone; received "nucleus="',
  ],
  [['--channels', 'nucleus=A,nucleus=B'], 2, 'Channel nucleus occurs twice'],
  [
    ['--channels', 'nucleus=A,protein=a'],
    1,
    'channels must be called differently; received a for nucleus and protein',
  ],
  [['--channels', 'a+b=A'], 1, 'each of channels must be a name of letters, digits'],
  [['--allow-missing', 'actin'], 2, 'images have microtubules, protein, nucleus, er; received actin'],
  [
    ['--channel-order', 'nucleus,er'],
    2,
    '--channel-order must name three or four of microtubules, protein, nucleus, er, each once; received "nucleus,er"',
  ],
])('%j ends with one line', async (flags, code, message) => {
  const finished = await runCommand('prepare', [
    '--data',
    at('cells'),
    '--size',
    '32',
    '--out',
    at('f'),
    ...flags,
  ]);
  expect(finished.code).toBe(code);
  expect(finished.stderr).toContain(message);
  expect(finished.stderr.trimEnd().split('\n')).toHaveLength(1);
});
