import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startBackend } from '@hpa/backend';
import { LOCATIONS } from '@hpa/data';
import { gapNetPl } from '@hpa/models';
import { saveClassifier } from '@hpa/models/node';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openData } from '../src/command-line/open-data.js';
import { readingOptions } from '../src/command-line/shared-flags.js';
import { openDataset } from '../src/dataset/open-dataset.js';
import { runCommand } from './run-command.js';
import { writeDrawnField, writeFields } from './write-fields.js';

let scratch: string;
const at = (...parts: string[]): string => join(scratch, ...parts);
const FOUND =
  'the cells of 1 of 1 fields were found by a watershed from their nuclei: their outlines are approximate, and a cell of several nuclei counts as several';

beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'hpa-segment-'));
  const backend = await startBackend('cpu');
  const classes = [13, 18, 25, 26].map((id) => LOCATIONS[id]!);
  await saveClassifier(gapNetPl({ input: { height: 32, width: 32 }, classes, seed: 1 }), at('model'));
  backend.dispose();
  await writeDrawnField(at('fields'), 'a');
});
afterAll(() => rm(scratch, { recursive: true, force: true }));

it('predict finds the cells of a field without a mask, and warns that they are approximate', async () => {
  const out = at('predictions.csv');
  const flags = ['--model', at('model'), '--data', at('fields'), '--backend', 'wasm', '--out', out];
  const { code, stdout, stderr } = await runCommand('predict', [...flags, '--segment', 'nuclei']);
  expect({ code, stderr }).toEqual({ code: 0, stderr: `warning: ${FOUND}\n` });
  expect(stdout).toMatch(
    /1 field without masks, their cells found by their nuclei, approximately: (\d) cells, \d at the border left out\n/,
  );
  const rows: Record<string, string>[] = parse(await readFile(out, 'utf8'), { columns: true });
  const { samples } = await openDataset(at('fields'), { size: 32, labels: 'optional', segment: 'nuclei' });
  expect(rows.map(({ id, mask_label: label }) => [id, label])).toEqual(
    samples.map(({ id, cell }) => [id, String(cell!.label)]),
  );
});

it('says so if every field has a mask, which is then used', async () => {
  await writeFields(at('masked'), ['a']);
  const dataset = await openDataset(at('masked'), { size: 32, labels: 'optional', segment: 'nuclei' });
  await dataset.close();
  expect(dataset.fields).toEqual({ count: 1, cells: 3, atBorder: 1 });
  expect(dataset.warnings).toEqual([
    'all 1 fields have label masks, which were used: no cells were looked for by their nuclei',
  ]);
});

it('contradicts --cells whole, and synthetic cells', async () => {
  const flags = { layout: 'auto', segment: 'nuclei', cells: 'whole' } as const;
  expect(() => readingOptions(flags)).toThrow(
    '--segment nuclei finds the cells of images, and --cells whole takes images as they are; give one of them',
  );
  await expect(openDataset(at('fields'), { segment: 'nuclei', cells: 'whole' })).rejects.toThrow(
    'cells: whole takes images as they are, and segment: nuclei finds cells in them; received both',
  );
  const study = {
    ...flags,
    cells: 'auto',
    data: 'synthetic',
    task: 'auto',
    protocol: 'honest',
    seed: 1,
  } as const;
  await expect(openData(study)).rejects.toThrow(
    '--segment nuclei finds the cells of images, and synthetic cells are drawn one by one; give --data',
  );
  await expect(openDataset('synthetic', { segment: 'nuclei' })).rejects.toThrow(
    'synthetic cells are drawn one by one, so there is none to find by segment: nuclei',
  );
});
