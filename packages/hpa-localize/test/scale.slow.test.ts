import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type OpenDatasetOptions, openDataset } from '../src/dataset/open-dataset.js';
import { readTrainingRecord } from '../src/knowledge/training-record.js';
import { parseReport } from '../src/report/schema/parse-report.js';
import { runCommand } from './run-command.js';
import { SCALE, SIZE, saveScaledModel } from './save-scaled-model.js';
import { writeScaledField } from './write-scaled-fields.js';

let scratch: string;
const at = (...parts: string[]): string => join(scratch, ...parts);

beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'hpa-scale-'));
  await writeScaledField(at('fine'), { binning: 1 });
  await saveScaledModel(at('model'));
});
afterAll(() => rm(scratch, { recursive: true, force: true }));

async function open(where: string, options: OpenDatasetOptions) {
  const dataset = await openDataset(where, { size: SIZE, labels: 'optional', ...options });
  await dataset.close();
  return dataset;
}

it('prepared folders keep their scale, and are refused to another', async () => {
  const prepared = at('prepared');
  const flags = ['--data', at('fine'), '--size', `${SIZE}`, '--scale', `${SCALE}`, '--out', prepared];
  const { code, stdout } = await runCommand('prepare', flags);
  expect(code).toBe(0);
  expect(stdout).toContain(
    'scale: 0.4 micrometers a pixel (as stated; pixels of 0.1 micrometers, as the files state): smaller images are padded with black, larger ones cropped round their middle\n',
  );
  const { scale } = await open(prepared, { scale: { ifKnown: SCALE } });
  expect(scale).toEqual({ micrometers: SCALE, basis: 'as it was prepared' });
  await expect(open(prepared, { scale: 0.5 })).rejects.toThrow(
    `${prepared}: its images were prepared at a scale of 0.4 micrometers a pixel; needed is 0.5 (prepare them again with --scale 0.5)`,
  );
  await expect(open(prepared, { pixelSize: 0.1 })).rejects.toThrow('pixelSize can be chosen only');
  await expect(open(prepared, { fit: 'stretch' })).rejects.toThrow('prepared with fit pad');
});

it('predict brings cells to the scale of the model, and says so in one line', async () => {
  const flags = ['--model', at('model'), '--data', at('fine'), '--backend', 'cpu', '--out', at('out.csv')];
  const { code, stdout } = await runCommand('predict', flags);
  expect(code).toBe(0);
  expect(stdout).toContain(
    'scale: 0.4 micrometers a pixel (as the model was trained; pixels of 0.1 micrometers, as the files state)',
  );
  expect(stdout.match(/^scale: /gm)).toHaveLength(1);
});

it('compare trains at a scale that suits the cells, and says it on config, report and model; --resume keeps it', async () => {
  for (const [index, label] of ['Cytosol', 'Nucleoli'].entries()) {
    for (const id of ['a', 'b', 'c', 'd', 'e', 'f']) {
      await writeScaledField(at('study', label), { id, binning: 2, seed: 10 * index + id.charCodeAt(0) });
    }
  }
  const run = at('run');
  const flags = ['--models', 'gapnet-pl', '--size', `${SIZE}`, '--epochs', '1', '--backend', 'wasm'];
  const data = ['--data', at('study'), '--border-cells', 'keep', '--out', run];
  const { code, stdout } = await runCommand('compare', [...data, ...flags]);
  expect(code).toBe(0);
  expect(stdout).toMatch(/^scale: [\d.]+ micrometers a pixel \(the finest at which 95 % of the images fit/m);
  const { dataset } = parseReport(JSON.parse(await readFile(join(run, 'report.json'), 'utf8')));
  const { scale, fit } = JSON.parse(await readFile(join(run, 'config.json'), 'utf8'));
  expect([scale, fit]).toEqual([dataset.scale, 'pad']);
  expect(dataset.scale!.basis).toContain('pixels of 0.2 micrometers, as the files state');
  const record = await readTrainingRecord(join(run, 'gapnet-pl', 'model'));
  expect([record!.scale, record!.fit]).toEqual([scale.micrometers, 'pad']);
  expect(await readFile(join(run, 'report.md'), 'utf8')).toContain(
    `Scale: ${scale.micrometers} micrometers a pixel`,
  );
  expect((await runCommand('compare', ['--resume', '--out', run])).code).toBe(0);
});
