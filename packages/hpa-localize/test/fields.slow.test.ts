import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startBackend } from '@hpa/backend';
import { LOCATIONS, syntheticField } from '@hpa/data';
import { gapNetPl } from '@hpa/models';
import { saveClassifier } from '@hpa/models/node';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openDataset } from '../src/dataset/open-dataset.js';
import { readTrainingRecord } from '../src/knowledge/training-record.js';
import { parseReport } from '../src/report/schema/parse-report.js';
import { runCommand } from './run-command.js';
import { writeDrawnField, writeFields } from './write-fields.js';

let scratch: string;
const at = (...parts: string[]): string => join(scratch, ...parts);

beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'hpa-fields-'));
  const backend = await startBackend('cpu');
  const classes = [13, 18, 25, 26].map((id) => LOCATIONS[id]!);
  await saveClassifier(gapNetPl({ input: { height: 32, width: 32 }, classes, seed: 1 }), at('model'));
  backend.dispose();
  await writeFields(at('fields'), ['a', 'b']);
});
afterAll(() => rm(scratch, { recursive: true, force: true }));

it('explain and contact-sheet take cells by their ids', async () => {
  const reading = ['--data', at('fields')];
  const explained = at('explained');
  const first = await runCommand('explain', [
    '--model',
    at('model'),
    '--ids',
    'b_20',
    '--out',
    explained,
    '--backend',
    'wasm',
    ...reading,
  ]);
  expect(first).toMatchObject({ code: 0, stderr: '' });
  expect(await readFile(join(explained, 'explain.html'), 'utf8')).toContain('b_20');
  const second = await runCommand('contact-sheet', [...reading, '--size', '32', '--out', at('sheet')]);
  expect(second).toMatchObject({ code: 0, stderr: '' });
  expect(second.stdout).toContain('2 fields with masks: 6 cells, 2 at the border left out\n');
});

it('compare keeps the cells of a field together, and its report says what fields answer', async () => {
  const ids = ['a', 'b', 'c', 'd', 'e', 'f'];
  await writeFields(at('study', 'Cytosol'), ids);
  await writeFields(at('study', 'Nucleoli'), ids);
  const run = at('run');
  const flags = ['--models', 'gapnet-pl', '--size', '32', '--epochs', '1', '--backend', 'wasm'];
  const { code, stdout, stderr } = await runCommand('compare', [
    '--data',
    at('study'),
    '--out',
    run,
    ...flags,
  ]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toContain('12 fields with masks: 36 cells, 12 at the border left out\n');
  const { dataset, aggregates } = parseReport(JSON.parse(await readFile(join(run, 'report.json'), 'utf8')));
  expect(dataset).toMatchObject({ fields: { count: 12, cells: 36, atBorder: 12 }, groups: 12 });
  expect(dataset.leakage.sharedGroups).toBe(0);

  const csv = await readFile(join(run, 'gapnet-pl', 'predictions.csv'), 'utf8');
  const rows: Record<string, string>[] = parse(csv, { columns: true });
  const test = rows.filter(({ split }) => split === 'test');
  const fields = [...new Set(test.map(({ id }) => id!.replace(/_\d+$/, '')))];
  const right = fields.filter((field) => {
    const own = test.filter(({ id }) => id!.replace(/_\d+$/, '') === field);
    const mean = (name: string) => own.reduce((sum, row) => sum + Number(row[`p_${name}`]), 0) / own.length;
    return own[0]!.label === (mean('Cytosol') >= mean('Nucleoli') ? 'Cytosol' : 'Nucleoli');
  });
  const cellsRight = test.filter(({ label, predicted }) => label === predicted);
  expect(aggregates).toMatchObject([
    {
      model: 'gapnet-pl',
      by: 'field',
      count: fields.length,
      mixed: 0,
      cells: { count: test.length, accuracy: cellsRight.length / test.length },
      together: { accuracy: right.length / fields.length },
    },
  ]);
  expect(await readFile(join(run, 'report.md'), 'utf8')).toContain('## Cells together');
});

it('a prepared folder keeps that its cells were found', async () => {
  const flags = ['--data', at('drawn'), '--segment', 'nuclei', '--border-cells', 'keep'];
  await writeDrawnField(at('drawn'), 'a');
  const { code } = await runCommand('prepare', [...flags, '--size', '32', '--out', at('prepared')]);
  expect(code).toBe(0);
  const dataset = await openDataset(at('prepared'), { labels: 'optional' });
  await dataset.close();
  expect(dataset.fields).toEqual({ count: 1, cells: 5, segmented: 1 });
  expect(dataset.warnings).toContain(found(1));
  await expect(openDataset(at('prepared'), { labels: 'optional', segment: 'nuclei' })).rejects.toThrow(
    `${at('prepared')}: it was prepared from cells of fields; segment can be chosen only when it is prepared`,
  );
});

it('compare finds the cells of fields, says so everywhere, and --resume finds the same', async () => {
  for (const label of ['Cytosol', 'Nucleoli']) {
    for (const id of ['a', 'b', 'c', 'd', 'e', 'f']) {
      await writeDrawnField(at('unmasked', label), id, drawn(`${label}${id}`));
    }
  }
  const run = at('found');
  const data = ['--data', at('unmasked'), '--segment', 'nuclei', '--border-cells', 'keep', '--out', run];
  const flags = ['--models', 'gapnet-pl', '--size', '32', '--epochs', '1', '--backend', 'wasm'];
  const { code, stderr } = await runCommand('compare', [...data, ...flags]);
  expect(code).toBe(0);
  expect(stderr).toContain(`warning: ${found(12)}\n`);
  const { dataset } = parseReport(JSON.parse(await readFile(join(run, 'report.json'), 'utf8')));
  const words = `12 fields without masks, their cells found by their nuclei, approximately: ${dataset.fields!.cells} cells`;
  expect(dataset.fields).toMatchObject({ count: 12, segmented: 12, atBorder: 0 });
  expect(await readFile(join(run, 'report.md'), 'utf8')).toContain(words);
  expect(JSON.parse(await readFile(join(run, 'config.json'), 'utf8')).options.segment).toBe('nuclei');
  const model = join(run, 'gapnet-pl', 'model');
  expect((await readTrainingRecord(model))!.notes).toEqual([words]);
  expect(await readFile(join(model, 'model.json'), 'utf8')).toContain('outlines were found approximately');
  // The digests of all cells are compared: other cells would be refused.
  const resumed = await runCommand('compare', ['--resume', '--out', run]);
  expect(resumed.code).toBe(0);
});

const found = (fields: number): string =>
  `the cells of ${fields} of ${fields} fields were found by a watershed from their nuclei: their outlines are approximate, and a cell of several nuclei counts as several`;

/** A field that differs from others by the location and the letter in its name. */
const drawn = (name: string) =>
  syntheticField({
    height: 96,
    width: 128,
    cells: 5,
    location: name.startsWith('Cytosol') ? 25 : 2,
    seed: name.charCodeAt(name.length - 1),
  }).image;
