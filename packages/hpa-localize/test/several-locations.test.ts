import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { evaluate } from '@hpa/metrics';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readPredictions } from '../src/experiment/predictions-csv.js';
import { UNLIKE } from '../src/knowledge/familiarity.js';
import { localize } from '../src/localize/localize.js';
import { parseReport } from '../src/report/schema/parse-report.js';
import type { Report } from '../src/report/schema/report-schema.js';
import { runCommand } from './run-command.js';
import { writeCells } from './write-cells.js';

// HPA_PYTHON names a Python that has scikit-learn, where python3 has not.
const python = process.env.HPA_PYTHON ?? 'python3';
const lacksScikitLearn = spawnSync(python, ['-c', 'import sklearn']).status !== 0;
if (lacksScikitLearn) {
  console.warn(`skipped: ${python} has no scikit-learn, which recomputes the figures of a report`);
}

let scratch: string;
let cells: string;
let run: string;
let ids: readonly string[];
let printed: string;
let report: Report;
const small = ['--size', '32', '--epochs', '2', '--batch', '8', '--backend', 'wasm'];

beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'hpa-several-'));
  cells = join(scratch, 'cells');
  run = join(scratch, 'run');
  ids = await writeCells(cells, { count: 72, size: 32, locationsPerCell: [2, 2, 1] });
  const models = ['--models', 'gapnet-pl,gapnet-pl-published'];
  const finished = await runCommand('compare', ['--data', cells, '--out', run, ...models, ...small]);
  expect(finished).toMatchObject({ code: 0, stderr: '' });
  printed = finished.stdout;
  report = parseReport(JSON.parse(await readFile(join(run, 'report.json'), 'utf8')));
});
afterAll(() => rm(scratch, { recursive: true, force: true }));

const readTable = async (path: string) =>
  parse(await readFile(path, 'utf8'), { columns: true }) as Record<string, string>[];

describe('compare on cells with several locations', () => {
  it('says which task it took and why, and compares by macro F1 with the thresholds of each model', () => {
    expect(printed).toMatch(
      /task: multi-label, \d+ of 72 rows with one of the classes have several labels\n/,
    );
    expect(printed).toMatch(/gapnet-pl: test exact match [01]\.\d{3}, macro F1 [01]\.\d{3}\n/);
    expect(report.dataset).toMatchObject({ task: 'multi-label' });
    expect(report.baselines.map(({ name }) => name)).toEqual(['majority-set', 'channel-statistics']);
    expect(report.baselines.every(({ differences }) => differences?.length === 2)).toBe(true);
    expect(report.comparisons.map(({ metric, test }) => [metric, test])).toEqual([
      ['macroF1', 't on the jackknife over groups'],
      ['accuracy', 't on the jackknife over groups'],
    ]);
    const [first, published] = report.models;
    expect(first!.recipe).toMatchObject({
      loss: 'binary cross-entropy (labelSmoothing 0.1)',
      classWeights: 'square-root',
    });
    expect(published!.recipe).toMatchObject({
      optimizer: 'sgd',
      learningRate: 0.01,
      momentum: 0.9,
      l1: 1e-7,
      l2: 5e-6,
      clipNorm: 5,
      schedule: 'plateau',
      classWeights: 'none',
    });
  });

  it('fits temperature and thresholds on the validation split, and keeps them on the card', async () => {
    const { validation } = report.dataset.counts;
    for (const { name, thresholds, trainings } of report.models) {
      const { temperature } = trainings[0]!;
      expect(thresholds).toMatchObject({ method: 'max-f1', split: 'validation', samples: validation });
      expect(temperature).toMatchObject({ split: 'validation', samples: validation });
      const { userDefinedMetadata } = JSON.parse(
        await readFile(join(run, name, 'model', 'model.json'), 'utf8'),
      );
      expect(userDefinedMetadata.card).toMatchObject({
        task: 'multi-label',
        thresholds: thresholds!.values,
        temperature: temperature!.values,
      });
    }
  });

  it('writes predictions whose figures are those of the report', async () => {
    const { classes } = report.dataset;
    for (const { name, test, thresholds } of report.models) {
      const path = join(run, name, 'predictions.csv');
      const options = { classes, task: 'multi-label', thresholds: thresholds!.values } as const;
      const predictions = await readPredictions(path, { ...options, split: 'test' });
      const { groups = [] } = predictions;
      expect(evaluate(predictions, { classes, seed: 1, groups })).toEqual(test);
      const [row] = (await readTable(path)).filter(({ label }) => label!.includes('|'));
      expect(row!.label!.split('|').every((each) => classes.some((known) => known.name === each))).toBe(true);
    }
  });

  it.skipIf(lacksScikitLearn)('whose figures scikit-learn finds in predictions.csv too, to 1e-9', () => {
    const script = fileURLToPath(new URL('scikit-learn/recompute_report.py', import.meta.url));
    expect(execFileSync(python, [script, run], { encoding: 'utf8' })).toMatch(
      /^\d{3,} figures agree to 1e-09\n$/,
    );
  });

  it('refuses to resume a run as another task, by name, and to train again what has ended', async () => {
    const flags = ['--resume', '--out', run];
    const other = await runCommand('compare', [...flags, '--task', 'single-label']);
    expect(other.code).toBe(1);
    expect(other.stderr).toBe(
      `error: --resume: ${run} was started with task "multi-label"; received "single-label"\n`,
    );
    const again = await runCommand('compare', [...flags, '--task', 'auto']);
    expect(again).toMatchObject({ code: 0, stderr: '' });
    expect(again.stdout).toContain('gapnet-pl: already complete');
  });
});

describe('a model of several locations', () => {
  it('predicts names joined by |, a probability and a threshold for each class', async () => {
    const out = join(scratch, 'predicted.csv');
    const model = join(run, 'gapnet-pl');
    const flags = ['--model', model, '--data', cells, '--out', out, '--backend', 'wasm'];
    const finished = await runCommand('predict', flags);
    expect(finished).toMatchObject({ code: 0, stderr: '' });
    expect(finished.stdout).toContain('multi-label, 4 classes; 72 images');
    expect(finished.stdout).toMatch(/thresholds of the model: Focal adhesion sites 0\.\d\d, /);
    const rows = await readTable(out);
    const saved = new Map((await readTable(join(model, 'predictions.csv'))).map((row) => [row.id, row]));
    const { values } = report.models[0]!.thresholds!;
    let compared = 0;
    for (const row of rows) {
      const names = report.dataset.classes.map(({ name }) => name);
      const claimed = names.filter((name) => Number(row[`p_${name}`]) >= Number(row[`threshold_${name}`]));
      expect(row.predicted).toBe(claimed.join('|'));
      expect(names.map((name) => Number(row[`threshold_${name}`]))).toEqual(values);
      const before = saved.get(row.id!);
      if (before !== undefined) {
        compared += 1;
        // Another batch size may round the last bits of single precision another way.
        expect(Number(row.p_Cytosol)).toBeCloseTo(Number(before.p_Cytosol), 5);
      }
    }
    expect(compared).toBe(saved.size);
    const none = rows.filter(({ predicted }) => predicted === '').length;
    expect(finished.stdout.includes(`${none} of 72 images: none of these locations`)).toBe(none > 0);
  });

  it('localizes with what it claims, and the threshold of each location', async () => {
    const [cell] = await localize(join(run, 'gapnet-pl'), cells, { backend: 'wasm' });
    const { values } = report.models[0]!.thresholds!;
    for (const { name, probability, claimed, threshold } of cell!.locations) {
      const index = report.dataset.classes.findIndex((label) => label.name === name);
      expect(threshold).toBe(values[index]);
      expect(claimed).toBe(probability >= threshold!);
    }
  });

  it('explains each location that it claims, or the most probable one, saying so', async () => {
    const out = join(scratch, 'explained');
    const flags = ['--model', join(run, 'gapnet-pl'), '--data', cells, '--out', out, '--backend', 'wasm'];
    const some = ids.slice(0, 3);
    const finished = await runCommand('explain', [...flags, '--ids', some.join(',')]);
    expect(finished).toMatchObject({ code: 0, stderr: '' });
    const files = await readdir(out);
    const page = await readFile(join(out, 'explain.html'), 'utf8');
    for (const id of some) {
      const [answer] = new RegExp(`^${id}: (.*)$`, 'm').exec(finished.stdout)![1]!.split(`; ${UNLIKE}`) as [
        string,
      ];
      const none = answer.startsWith('none of these locations; the most probable is ');
      const maps = files.filter((file) => file.startsWith(`${id}_`) && file.endsWith('_grad-cam.png'));
      expect(maps).toHaveLength(none ? 1 : answer.split(', ').length);
      expect(page).toContain(`${id}: ${answer}`);
    }
  });
});

describe('compare refuses, with one line and before it writes anything,', () => {
  let single: string;
  beforeAll(async () => {
    single = join(scratch, 'single');
    await writeCells(single, { count: 16, size: 32 });
  });

  it.each([
    [
      'several labels of data that has one a cell',
      ['--task', 'multi-label'],
      1,
      'task multi-label needs rows with several labels, or with none of the classes; each of 16 rows has exactly one label',
    ],
    [
      'a recipe for several labels on data that has one a cell',
      ['--models', 'gapnet-pl-published'],
      2,
      '--models gapnet-pl-published: it is for the task multi-label; received single-label',
    ],
    [
      'several labels by the protocol of the notebook',
      ['--task', 'multi-label', '--protocol', 'notebook'],
      1,
      'the protocol notebook repeats a study of one label a sample; received the task multi-label',
    ],
    ['a task that there is not', ['--task', 'regression'], 2, "argument 'regression' is invalid"],
  ])('%s', async (_, flags, code, message) => {
    const out = join(scratch, 'refused');
    const finished = await runCommand('compare', ['--data', single, '--out', out, ...small, ...flags]);
    expect(finished.code).toBe(code);
    expect(finished.stderr).toMatch(/^error: [^\n]+\n$/);
    expect(finished.stderr).toContain(message);
    await expect(readdir(out)).rejects.toThrow('ENOENT');
  });
});
