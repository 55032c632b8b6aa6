import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startBackend } from '@hpa/backend';
import { LOCATIONS, type Sample } from '@hpa/data';
import { readCellImage } from '@hpa/data/node';
import { gapNetPl } from '@hpa/models';
import { saveClassifier } from '@hpa/models/node';
import { parse } from 'csv-parse/sync';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDataset } from '../src/dataset/open-dataset.js';
import { localize } from '../src/localize/localize.js';
import { runCommand } from './run-command.js';
import { COLORS, SIDE, writeFields } from './write-fields.js';

let scratch: string;
let model: string;
const at = (...parts: string[]): string => join(scratch, ...parts);

const readTable = async (file: string): Promise<Record<string, string>[]> =>
  parse(await readFile(file, 'utf8'), { columns: true });

beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'hpa-fields-'));
  model = at('model');
  const backend = await startBackend('cpu');
  const classes = [13, 18, 25, 26].map((id) => LOCATIONS[id]!);
  await saveClassifier(gapNetPl({ input: { height: 32, width: 32 }, classes, seed: 1 }), model);
  backend.dispose();
  await writeFields(at('fields'), ['a', 'b']);
});
afterAll(() => rm(scratch, { recursive: true, force: true }));

describe('openDataset', () => {
  const look = async (where: string, options: Parameters<typeof openDataset>[1] = {}) => {
    const dataset = await openDataset(where, { size: 32, labels: 'optional', ...options });
    await dataset.close();
    const { samples, fields, warnings, skipped } = dataset;
    return { ids: samples.map(({ id }) => id), fields, warnings, skipped };
  };

  it('takes the cells of fields with masks, without those at the border', async () => {
    expect(await look(at('fields'))).toEqual({
      ids: ['a_3', 'a_11', 'a_20', 'b_3', 'b_11', 'b_20'],
      fields: { count: 2, cells: 6, atBorder: 2 },
      warnings: [],
      skipped: [],
    });
  });

  it('keeps cells at the border, or takes whole images, if it is asked to', async () => {
    const kept = await look(at('fields'), { borderCells: 'keep' });
    expect(kept.ids.slice(0, 4)).toEqual(['a_3', 'a_7', 'a_11', 'a_20']);
    expect(kept.fields).toEqual({ count: 2, cells: 8, atBorder: 0 });
    const whole = await look(at('fields'), { cells: 'whole' });
    expect(whole).toMatchObject({ ids: ['a', 'b'], fields: undefined });
  });

  it('names an image without a mask beside others that have one, or skips it', async () => {
    await writeFields(at('some'), ['a', 'b'], { masks: ['b'] });
    await expect(look(at('some'))).rejects.toThrow(
      `${at('some', 'a_blue.png')}: expected a label mask of a beside it, such as a_mask.png, which 1 of the 2 images have (to look at whole images, leave cellsOfFields out, or give --cells whole to the commands)`,
    );
    expect((await look(at('some'), { cells: 'whole' })).ids).toEqual(['a', 'b']);
    const skipped = await look(at('some'), { badSamples: 'skip' });
    expect([skipped.ids, skipped.skipped.map(({ id }) => id)]).toEqual([['b_3', 'b_11', 'b_20'], ['a']]);
  });

  it('says so if cells at the border are asked for where there are no masks', async () => {
    await writeFields(at('bare'), ['a'], { masks: [] });
    await expect(look(at('bare'), { borderCells: 'keep' })).rejects.toThrow(
      `${at('bare')}: expected label masks beside the images, such as {id}_mask.png, to keep cells at the border; found none`,
    );
  });
});

it('predict tells field, label, box and center of each cell, and puts the cells of a field together', async () => {
  const out = at('predictions.csv');
  const flags = [
    '--model',
    model,
    '--data',
    at('fields'),
    '--out',
    out,
    '--backend',
    'wasm',
    '--by',
    'field',
  ];
  const { code, stdout, stderr } = await runCommand('predict', flags);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toContain('2 fields with masks: 6 cells, 2 at the border left out\n');
  const rows = await readTable(out);
  expect(Object.keys(rows[0]!).slice(0, 10)).toEqual([
    'id',
    'field',
    'mask_label',
    'top',
    'left',
    'bottom',
    'right',
    'center_row',
    'center_column',
    'predicted',
  ]);
  expect(rows.map(({ id }) => id)).toEqual(['a_3', 'a_11', 'a_20', 'b_3', 'b_11', 'b_20']);
  // Rows 24 to 39 and columns 4 to 15, whose means are 31.5 and 9.5.
  expect(Object.values(rows[1]!).slice(1, 9)).toEqual(['a', '11', '24', '4', '40', '16', '31.5', '9.5']);

  const fields = await readTable(at('predictions-by-field.csv'));
  expect(fields.map(({ field, cells }) => [field, cells])).toEqual([
    ['a', '3'],
    ['b', '3'],
  ]);
  const mean = rows.slice(0, 3).reduce((sum, row) => sum + Number(row.p_Cytosol), 0) / 3;
  expect(Number(fields[0]!.p_Cytosol)).toBeCloseTo(mean, 6);
});

it('localize and prepare see the same cells as predict, and prepared folders keep where they are', async () => {
  const prepared = at('prepared');
  const { code, stdout } = await runCommand('prepare', [
    '--data',
    at('fields'),
    '--size',
    '32',
    '--out',
    prepared,
  ]);
  expect(code).toBe(0);
  expect(stdout).toContain('2 fields with masks: 6 cells, 2 at the border left out\n');
  const dataset = await openDataset(prepared, { labels: 'optional' });
  expect(dataset.fields).toEqual({ count: 2, cells: 6 });
  const files = await openDataset(at('fields'), { labels: 'optional', size: 32 });
  const { channels, cell } = files.samples[4] as Sample;
  const expected = await readCellImage(channels, { height: 32, width: 32, cell: cell! });
  expect(await dataset.images.image(dataset.samples[4]!)).toEqual(expected);
  await Promise.all([dataset.close(), files.close()]);
  const [fromFields, fromPrepared] = [
    await localize(model, at('fields'), { backend: 'wasm' }),
    await localize(model, prepared, { backend: 'wasm' }),
  ];
  expect(fromPrepared).toEqual(fromFields);
  await expect(openDataset(prepared, { cells: 'whole', labels: 'optional' })).rejects.toThrow(
    `${prepared}: it was prepared from cells of fields; cells can be chosen only when it is prepared`,
  );
});

it('predict ends in one line at a mask of another size, and writes nothing', async () => {
  const folder = at('bad');
  await writeFields(folder, ['a']);
  const mask = join(folder, 'a_mask.png');
  await sharp({ create: { width: SIDE, height: SIDE - 1, channels: 3, background: '#010101' } })
    .toColourspace('b-w')
    .png()
    .toFile(mask);
  const out = at('never.csv');
  const { code, stderr } = await runCommand('predict', ['--model', model, '--data', folder, '--out', out]);
  expect([code, stderr]).toEqual([
    1,
    `error: ${mask}: expected a label mask of 48x48 pixels like ${join(folder, 'a_blue.png')}; found 47x48\n`,
  ]);
  await expect(readFile(out)).rejects.toThrow('ENOENT');
});

it('files that are named one by one may have their masks among them', async () => {
  const files = [...COLORS, 'mask'].map((color) => at('fields', `a_${color}.png`));
  const located = await localize(model, files, { backend: 'wasm', borderCells: 'keep' });
  expect(located.map(({ id }) => id)).toEqual(['a_3', 'a_7', 'a_11', 'a_20']);
});
