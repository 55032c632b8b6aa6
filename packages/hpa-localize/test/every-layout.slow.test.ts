import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { startBackend } from '@hpa/backend';
import { LOCATIONS } from '@hpa/data';
import { gapNetPl } from '@hpa/models';
import { saveClassifier } from '@hpa/models/node';
import { parse } from 'csv-parse/sync';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeTiff } from '../../hpa-data/test/node/support/make-tiff.js';
import { runCommand } from './run-command.js';
import { writeCells } from './write-cells.js';

let scratch: string;
let kaggle: string;
let prepared: string;
let model: string;
let ids: readonly string[];
const colors = ['red', 'green', 'blue', 'yellow'];
const fileOf = (id: string, color: string): string => join(kaggle, 'train', `${id}_${color}.png`);
const at = (...parts: string[]): string => join(scratch, ...parts);

beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'hpa-layouts-'));
  kaggle = at('kaggle');
  prepared = at('prepared');
  model = at('model');
  ids = (await writeCells(kaggle, { count: 4, size: 32 })).slice(0, 3);
  const backend = await startBackend('cpu');
  const classes = [13, 18, 25, 26].map((id) => LOCATIONS[id]!);
  await saveClassifier(gapNetPl({ input: { height: 32, width: 32 }, classes, seed: 1 }), model);
  backend.dispose();
  const finished = await runCommand('prepare', ['--data', kaggle, '--size', '32', '--out', prepared]);
  expect(finished).toMatchObject({ code: 0, stderr: '' });
});
afterAll(() => rm(scratch, { recursive: true, force: true }));

async function copyTo(nameOf: (index: number, color: string) => string): Promise<void> {
  for (const [index, id] of ids.entries()) {
    for (const color of colors) {
      const path = at(nameOf(index, color));
      await mkdir(dirname(path), { recursive: true });
      await cp(fileOf(id, color), path);
    }
  }
}

async function predictedFrom(data: string): Promise<Record<string, string>[]> {
  const out = at('predicted.csv');
  const finished = await runCommand('predict', [
    '--model',
    model,
    '--data',
    data,
    '--out',
    out,
    '--backend',
    'wasm',
  ]);
  expect(finished).toMatchObject({ code: 0, stderr: '' });
  return parse(await readFile(out, 'utf8'), { columns: true });
}

const probabilities = (rows: readonly Record<string, string>[]): string[][] =>
  rows.slice(0, 3).map(({ id: _, ...values }) => Object.values(values));

describe('predict gives the same images the same probabilities in every layout:', () => {
  let expected: string[][];
  beforeAll(async () => {
    expected = probabilities(await predictedFrom(kaggle));
  });

  it('a folder per class', async () => {
    await copyTo((index, color) => `classes/ring/c${index}_${color}.png`);
    await copyTo((index, color) => `classes/spot/d${index}_${color}.png`);
    const rows = await predictedFrom(at('classes'));
    const found = rows.map(({ id }) => id);
    expect(found).toEqual(['ring/c0', 'ring/c1', 'ring/c2', 'spot/d0', 'spot/d1', 'spot/d2']);
    expect(probabilities(rows)).toEqual(expected);
  });

  it('a table of paths', async () => {
    const rows = ids.map((id) => [id, 'ring', ...colors.map((color) => fileOf(id, color))].join(','));
    await writeFile(at('table.csv'), ['Id,Label,Red,Green,Blue,Yellow', ...rows].join('\n'));
    expect(probabilities(await predictedFrom(at('table.csv')))).toEqual(expected);
  });

  it('one TIFF file per image', async () => {
    await mkdir(at('tiffs', 'ring'), { recursive: true });
    for (const [index, id] of ids.entries()) {
      const pages = colors.map(async (color) => ({
        height: 32,
        width: 32,
        levels: new Uint8Array(await sharp(fileOf(id, color)).toColourspace('b-w').raw().toBuffer()),
      }));
      await writeFile(at('tiffs', 'ring', `t${index}.tif`), makeTiff(await Promise.all(pages)));
    }
    expect(probabilities(await predictedFrom(at('tiffs')))).toEqual(expected);
  });

  it('names of the HPA site in subfolders', async () => {
    await copyTo((index, color) => `hpa/plate${index % 2}/${index}00_800_A${index}_1_${color}.png`);
    expect(probabilities(await predictedFrom(at('hpa')))).toEqual(expected);
  });

  it('images without labels', async () => {
    await copyTo((index, color) => `sets/u${index}_${color}.png`);
    expect(probabilities(await predictedFrom(at('sets')))).toEqual(expected);
  });

  it('a folder for each color', async () => {
    await copyTo((index, color) => `color-folders/${color}/u${index}.png`);
    expect(probabilities(await predictedFrom(at('color-folders')))).toEqual(expected);
  });

  it('train/ and test/ of class folders', async () => {
    await copyTo((index, color) => `parts/test/ring/c${index}_${color}.png`);
    await copyTo((index, color) => `parts/train/ring/d${index}_${color}.png`);
    expect(probabilities(await predictedFrom(at('parts')))).toEqual(expected);
  });

  it('a table of paths without labels, separated by semicolons, and path_list.csv', async () => {
    const rows = ids.map((id) => [id, ...colors.map((color) => fileOf(id, color))].join(';'));
    await writeFile(at('plain.csv'), ['Id;Red;Green;Blue;Yellow', ...rows].join('\r\n'));
    expect(probabilities(await predictedFrom(at('plain.csv')))).toEqual(expected);
    const paths = ids.map((id) => [...colors.map((color) => fileOf(id, color)), id].join(','));
    await writeFile(
      at('path_list.csv'),
      ['r_image,g_image,b_image,y_image,output_prefix', ...paths].join('\n'),
    );
    expect(probabilities(await predictedFrom(at('path_list.csv')))).toEqual(expected);
  });

  it('one TIFF file per image without labels', async () => {
    await cp(at('tiffs', 'ring'), at('flat-tiffs'), { recursive: true });
    expect(probabilities(await predictedFrom(at('flat-tiffs')))).toEqual(expected);
  });

  it('a prepared folder', async () => {
    expect(probabilities(await predictedFrom(prepared))).toEqual(expected);
  });
});

describe('a prepared folder', () => {
  it('is explained', async () => {
    const out = at('explained');
    const flags = ['--model', model, '--data', prepared, '--ids', ids[0]!, '--out', out, '--backend', 'wasm'];
    expect(await runCommand('explain', flags)).toMatchObject({ code: 0, stderr: '' });
    expect(await readdir(out)).toContain(`${ids[0]}_grad-cam.png`);
  });

  it('is shown on a contact sheet, at its own size', async () => {
    const finished = await runCommand('contact-sheet', ['--data', prepared, '--out', at('sheet')]);
    expect(finished).toMatchObject({ code: 0, stderr: '' });
    expect(await readFile(at('sheet', 'sheet.html'), 'utf8')).toContain('32 x 32 pixels');
  });

  it('is refused, in one line, by a model of another size and by prepare', async () => {
    const again = await runCommand('prepare', ['--data', prepared, '--size', '32', '--out', at('again')]);
    expect(again).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/^error: .*nothing to prepare.*\n$/),
    });
  });
});

describe('images without labels', () => {
  it('are prepared, shown and predicted', async () => {
    await copyTo((index, color) => `plain/u${index}_${color}.png`);
    const out = at('plain-prepared');
    const prepared = await runCommand('prepare', ['--data', at('plain'), '--size', '32', '--out', out]);
    expect(prepared).toMatchObject({ code: 0, stderr: '' });
    expect((await predictedFrom(out)).map(({ id }) => id)).toEqual(['u0', 'u1', 'u2']);
    const sheet = await runCommand('contact-sheet', ['--data', out, '--out', at('plain-sheet')]);
    expect(sheet).toMatchObject({ code: 0, stderr: '' });
    expect(sheet.stdout).toContain('No label: 3');
  });
});

describe('what is wrong with the data', () => {
  it.each(['predict', 'explain'] as const)('is said by %s before an engine starts', async (command) => {
    const ask = command === 'explain' ? ['--ids', 'a'] : [];
    const flags = ['--model', model, '--data', join(kaggle, 'train.csv', 'x'), ...ask, '--backend', 'wasm'];
    expect(await runCommand(command, flags)).toMatchObject({
      code: 1,
      stdout: '',
      stderr: `error: ${join(kaggle, 'train.csv', 'x')}: no such file or folder\n`,
    });
  });
});

describe('explain', () => {
  it('leaves out what it cannot read with --skip-bad, and lists it', async () => {
    await copyTo((index, color) => `unclear/u${index}_${color}.png`);
    await writeFile(at('unclear', 'u0_red.png'), 'no image');
    await rm(at('unclear', 'u1_green.png'));
    const flags = [
      '--model',
      model,
      '--data',
      at('unclear'),
      '--out',
      at('unclear-out'),
      '--backend',
      'wasm',
    ];
    const finished = await runCommand('explain', [...flags, '--ids', 'u0,u1,u2', '--skip-bad']);
    expect(finished).toMatchObject({ code: 0, stderr: '' });
    expect(finished.stdout).toMatch(/skipped u1: .*missing channel file/);
    expect(finished.stdout).toMatch(/skipped u0: .*u0_red\.png/);
    expect(await readdir(at('unclear-out'))).toContain('u2_grad-cam.png');
    const none = await runCommand('explain', [...flags, '--ids', 'u1', '--skip-bad']);
    expect(none).toMatchObject({ code: 1 });
    expect(none.stderr).toMatch(
      /^error: .*none of the images asked for can be used; .*missing channel file.*\n$/,
    );
  });
});

describe('predict', () => {
  it("leaves the composites of the HPA's site aside, and counts them", async () => {
    await copyTo((index, color) => `site/${index}00_800_A${index}_1_${color}.png`);
    await cp(fileOf(ids[0]!, 'red'), at('site', '000_800_A0_1_blue_red_green.png'));
    const flags = ['--model', model, '--data', at('site'), '--out', at('site.csv'), '--backend', 'wasm'];
    const finished = await runCommand('predict', flags);
    expect(finished).toMatchObject({
      code: 0,
      stderr: expect.stringMatching(
        /^warning: 1 file is a composite of several colors, such as 000_800_A0_1_blue/,
      ),
    });
    expect(finished.stdout).toContain('3 images');
  });

  it('leaves out what it cannot read with --skip-bad, and lists it', async () => {
    await copyTo((index, color) => `some/u${index}_${color}.png`);
    await writeFile(at('some', 'u0_red.png'), 'no image');
    await rm(at('some', 'u1_green.png'));
    const flags = ['--model', model, '--data', at('some'), '--out', at('some.csv'), '--backend', 'wasm'];
    expect(await runCommand('predict', flags)).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^error: [^\n]*missing channel file [^\n]*u1_green\.png[^\n]*\n$/),
    });
    const finished = await runCommand('predict', [...flags, '--skip-bad']);
    expect(finished).toMatchObject({ code: 0, stderr: '' });
    expect(finished.stdout).toMatch(/skipped u1: .*missing channel file .*u1_green\.png/);
    expect(finished.stdout).toMatch(/skipped u0: .*u0_red.png: cannot be decoded/);
    const rows = parse(await readFile(at('some.csv'), 'utf8'), { columns: true }) as { id: string }[];
    expect(rows.map(({ id }) => id)).toEqual(['u2']);
  });
});
