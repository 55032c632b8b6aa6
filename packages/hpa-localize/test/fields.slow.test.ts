import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startBackend } from '@hpa/backend';
import { LOCATIONS } from '@hpa/data';
import { gapNetPl } from '@hpa/models';
import { saveClassifier } from '@hpa/models/node';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { parseReport } from '../src/report/schema/parse-report.js';
import { runCommand } from './run-command.js';
import { writeFields } from './write-fields.js';

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
