import { access, cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { accuracy, evaluate, logLoss, macroF1 } from '@hpa/metrics';
import { parse } from 'csv-parse/sync';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readPredictions } from '../src/experiment/predictions-csv.js';
import { parseReport } from '../src/report/schema/parse-report.js';
import { runCommand } from './run-command.js';
import { writeCells } from './write-cells.js';

let scratch: string;
let cells: string;
let ids: readonly string[];
beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'hpa-compare-'));
  cells = join(scratch, 'cells');
  ids = await writeCells(cells, { count: 64, size: 32 });
});
afterAll(() => rm(scratch, { recursive: true, force: true }));

const small = ['--models', 'gapnet-pl', '--size', '32', '--batch', '8', '--backend', 'wasm'];
const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );
const readReport = async (run: string) =>
  parseReport(JSON.parse(await readFile(join(run, 'report.json'), 'utf8')));

describe('compare', () => {
  it('writes a run folder whose numbers can be recomputed, and predict repeats its predictions', async () => {
    const run = join(scratch, 'whole');
    const models = ['--models', 'gapnet-pl,scratch-cnn-3', '--epochs', '2'];
    const finished = await runCommand('compare', ['--data', cells, '--out', run, ...small, ...models]);
    expect(finished.stderr).toBe('');
    expect(finished.code).toBe(0);

    const report = await readReport(run);
    expect(report).toMatchObject({ status: 'complete', synthetic: false, dataset: { grouped: true } });
    expect(report.dataset.leakage).toMatchObject({ duplicateIds: 0, sharedGroups: 0 });
    expect(report.baselines.map(({ name }) => name)).toEqual(['majority-class', 'channel-statistics']);
    expect(report.models.map(({ name, status }) => [name, status])).toEqual([
      ['gapnet-pl', 'complete'],
      ['scratch-cnn-3', 'complete'],
    ]);
    expect(report.comparisons.map(({ metric, a, b }) => [metric, a, b])).toEqual([
      ['macroF1', 'gapnet-pl', 'scratch-cnn-3'],
      ['accuracy', 'gapnet-pl', 'scratch-cnn-3'],
    ]);
    for (const { name, test } of report.models) {
      expect(await exists(join(run, name, 'model', 'training-cells.zip'))).toBe(true);
      const predictions = await readPredictions(join(run, name, 'predictions.csv'), {
        classes: report.dataset.classes,
        split: 'test',
      });
      expect(predictions.ids).toHaveLength(report.dataset.counts.test);
      const { groups = [] } = predictions;
      expect(new Set(groups).size).toBeGreaterThan(1);
      expect(evaluate(predictions, { classes: report.dataset.classes, seed: 1, groups })).toEqual(test);
      expect(test).toMatchObject({ accuracy: accuracy(predictions) });
      expect(macroF1(predictions)).toBe(test?.macroF1);
      expect(logLoss(predictions)).toBe(test?.logLoss);
      expect((await readFile(join(run, name, 'history.csv'), 'utf8')).trim().split('\n')).toHaveLength(3);
    }
    const page = await readFile(join(run, 'report.html'), 'utf8');
    expect(page).toContain('GapNet-PL');
    expect(page).not.toMatch(/<(script|link|img)[^>]+https?:/);
    expect(await readFile(join(run, 'report.md'), 'utf8')).toContain('CNN from scratch');
    expect(JSON.parse(await readFile(join(run, 'config.json'), 'utf8'))).toMatchObject({
      options: { epochs: 2, size: 32, seed: 1, protocol: 'honest' },
      backend: { name: 'wasm' },
    });
    expect(await readdir(join(run, 'gapnet-pl'))).not.toContain('checkpoint');

    const table = join(scratch, 'predicted.csv');
    const model = join(run, 'gapnet-pl');
    const predicted = await runCommand('predict', [
      '--model',
      model,
      '--data',
      cells,
      '--out',
      table,
      '--by',
      'group',
      '--backend',
      'wasm',
    ]);
    expect(predicted).toMatchObject({ code: 0, stderr: '' });
    const rows = parse(await readFile(table, 'utf8'), { columns: true }) as Record<string, string>[];
    expect(rows.map((row) => row.id).sort()).toEqual([...ids].sort());
    const saved = parse(await readFile(join(model, 'predictions.csv'), 'utf8'), {
      columns: true,
    }) as typeof rows;
    for (const row of saved) {
      const again = rows.find(({ id }) => id === row.id)!;
      // Another batch size may round the last bits of single precision another way.
      expect(Number(again.p_Cytosol)).toBeCloseTo(Number(row.p_Cytosol), 5);
    }

    const byGroup = parse(await readFile(join(scratch, 'predicted-by-group.csv'), 'utf8'), {
      columns: true,
    }) as typeof rows;
    const ofFirst = rows.filter(({ group }) => group === rows[0]!.group);
    const first = byGroup.find(({ group }) => group === rows[0]!.group)!;
    expect(byGroup).toHaveLength(new Set(rows.map(({ group }) => group)).size);
    expect(Number(first.cells)).toBe(ofFirst.length);
    expect(Number(first.p_Cytosol)).toBeCloseTo(
      ofFirst.reduce((sum, row) => sum + Number(row.p_Cytosol), 0) / ofFirst.length,
      12,
    );
    expect(Number(first.agreement)).toBe(
      ofFirst.filter((row) => row.predicted === first.predicted).length / ofFirst.length,
    );

    // Yellow is missing, which has to be allowed by name.
    const files = ['red', 'green', 'blue'].map((color) => join(cells, 'train', `${ids[0]}_${color}.png`));
    const refused = await runCommand('predict', ['--model', model, ...files]);
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain(`${ids[0]}_yellow`);
    const views = await runCommand('predict', [
      '--model',
      model,
      '--tta',
      '--allow-missing',
      'yellow',
      '--out',
      table,
      '--backend',
      'wasm',
      ...files,
    ]);
    expect(views).toMatchObject({
      code: 0,
      stderr: 'warning: 1 of 1 images lack er, which every cell that the model was trained on had\n',
    });
    const [only, ...others] = parse(await readFile(table, 'utf8'), { columns: true }) as typeof rows;
    expect([only?.id, others]).toEqual([ids[0], []]);
    const total = Object.entries(only ?? {}).reduce(
      (sum, [key, p]) => sum + (key.startsWith('p_') ? Number(p) : 0),
      0,
    );
    expect(total).toBeCloseTo(1, 5);
  });

  it('leaves a valid folder on Ctrl-C, and resumes to the very numbers of a run that was not stopped', async () => {
    const models = ['--models', 'scratch-cnn-3,gapnet-pl', '--epochs', '6', '--no-training-cells'];
    const flags = ['--data', cells, ...small, ...models];
    const straight = join(scratch, 'straight');
    expect((await runCommand('compare', ['--out', straight, ...flags])).code).toBe(0);

    const run = join(scratch, 'stopped');
    const stopped = await runCommand('compare', ['--out', run, ...flags], { interruptAt: 'epoch 2/6' });
    expect(stopped.code).toBe(130);
    const report = await readReport(run);
    expect(report.status).toBe('interrupted');
    expect(report.models[0]).toMatchObject({ name: 'scratch-cnn-3', status: 'interrupted', test: null });
    expect(report.models[0]?.trainings[0]?.history.length).toBeGreaterThanOrEqual(2);
    expect(report.comparisons).toEqual([]);
    expect(await exists(join(run, 'report.html'))).toBe(true);

    const refused = await runCommand('compare', ['--out', run, '--resume', ...flags, '--seed', '2']);
    expect(refused).toMatchObject({ code: 1 });
    expect(refused.stderr).toContain('was started with seed 1; received 2');

    const resumed = await runCommand('compare', ['--out', run, '--resume', ...flags]);
    expect(resumed).toMatchObject({ code: 0, stderr: '' });
    expect(resumed.stdout).toContain('scratch-cnn-3: resuming after epoch');
    expect((await readReport(run)).status).toBe('complete');
    for (const model of ['scratch-cnn-3', 'gapnet-pl']) {
      const file = join(model, 'predictions.csv');
      expect(await readFile(join(run, file), 'utf8')).toBe(await readFile(join(straight, file), 'utf8'));
      const saved = ['model.json', 'training.json', 'weights.bin'];
      expect((await readdir(join(run, model, 'model'))).sort()).toEqual(saved);
    }
  });

  it('shows with --protocol notebook what drawing with replacement leaks', async () => {
    const run = join(scratch, 'notebook');
    const flags = [...small, '--epochs', '1', '--protocol', 'notebook'];
    expect(await runCommand('compare', ['--data', cells, '--out', run, ...flags])).toMatchObject({
      code: 0,
      stderr: '',
    });
    const report = await readReport(run);
    expect(report.dataset.leakage.duplicateIds).toBeGreaterThan(5);
    expect(report.models[0]?.recipe).toMatchObject({ channels: 'bgry' });
  });

  it('leaves out cells that cannot be used if --skip-bad allows it, lists them and says so at the end', async () => {
    const folder = join(scratch, 'some-bad');
    await cp(cells, folder, { recursive: true });
    const [truncated, missing] = [ids[0]!, ids[1]!];
    await writeFile(join(folder, 'train', `${truncated}_blue.png`), 'no picture');
    await rm(join(folder, 'train', `${missing}_green.png`));
    const run = join(scratch, 'some-bad-run');
    const flags = ['--data', folder, '--out', run, ...small, '--epochs', '1', '--skip-bad'];
    const finished = await runCommand('compare', flags);
    expect(finished).toMatchObject({ code: 0, stderr: '' });

    const report = await readReport(run);
    const { train, validation, test } = report.dataset.counts;
    expect(train + validation + test).toBe(ids.length - 2);
    expect(report.dataset.skipped?.map(({ id }) => id)).toEqual([missing, truncated]);
    expect(report.dataset.skipped?.[0]?.reason).toContain(`missing channel file`);
    expect(report.dataset.skipped?.[1]?.reason).toContain(`${truncated}_blue.png: cannot be decoded`);
    const end = finished.stdout.slice(finished.stdout.lastIndexOf('note: '));
    expect(end).toContain('2 cells were skipped, as --skip-bad allows');
    expect(await readFile(join(run, 'report.html'), 'utf8')).toContain(`${truncated}_blue.png`);
  });
});

describe('compare refuses, with one line and before it writes anything,', () => {
  /** A copy of the cells with something wrong, and the line that must say what. */
  const broken: [string, (folder: string, id: string) => Promise<unknown>, (id: string) => string[]][] = [
    [
      'a missing channel file',
      (folder, id) => rm(join(folder, 'train', `${id}_blue.png`)),
      (id) => ['train.csv line 2', `${id}_blue.png`],
    ],
    [
      'a truncated PNG',
      async (folder, id) => {
        const file = join(folder, 'train', `${id}_green.png`);
        await writeFile(file, (await readFile(file)).subarray(0, 300));
      },
      (id) => [`${id}_green.png`],
    ],
    [
      'a PNG with alpha',
      (folder, id) =>
        sharp({
          create: { width: 32, height: 32, channels: 4, background: { r: 255, g: 0, b: 0, alpha: 0.5 } },
        })
          .png()
          .toFile(join(folder, 'train', `${id}_red.png`)),
      (id) => [`${id}_red.png`, 'alpha'],
    ],
    [
      'an unknown label',
      (folder, id) => edit(join(folder, 'train.csv'), `${id},`, `${id},99 `),
      () => ['train.csv line 2', '99'],
    ],
    [
      'a duplicate Id',
      async (folder, id) =>
        writeFile(
          join(folder, 'train.csv'),
          `${await readFile(join(folder, 'train.csv'), 'utf8')}${id},25\n`,
        ),
      (id) => ['train.csv line 66', id],
    ],
    [
      'an Id in groups.csv that is not in train.csv',
      async (folder) =>
        writeFile(
          join(folder, 'groups.csv'),
          `${await readFile(join(folder, 'groups.csv'), 'utf8')}stranger,x\n`,
        ),
      () => ['groups.csv line 66', 'stranger'],
    ],
  ];
  it.each(broken)('%s', async (name, damage, expected) => {
    const folder = join(scratch, name.replaceAll(' ', '-'));
    await cp(cells, folder, { recursive: true });
    const firstId = (await readFile(join(folder, 'train.csv'), 'utf8')).split('\n')[1]!.split(',')[0]!;
    await damage(folder, firstId);
    const run = `${folder}-run`;
    const finished = await runCommand('compare', ['--data', folder, '--out', run, ...small]);
    expect(finished.code).toBe(1);
    expect(finished.stderr).toMatch(/^error: [^\n]+\n$/);
    for (const part of expected(firstId)) {
      expect(finished.stderr).toContain(part);
    }
    expect(await exists(run)).toBe(false);
  });

  it('a class with fewer than three samples', async () => {
    const run = join(scratch, 'absent-class-run');
    const finished = await runCommand('compare', [
      '--data',
      cells,
      '--classes',
      '25,26,0',
      '--out',
      run,
      ...small,
    ]);
    expect(finished).toMatchObject({ code: 1 });
    expect(finished.stderr).toMatch(/^error: .*Nucleoplasm.*\n$/);
    expect(await exists(run)).toBe(false);
  });

  it.each([
    ['an unknown flag', ['--speed', '9'], "unknown option '--speed'"],
    ['a number that is none', ['--epochs', 'many'], "'--epochs <number>' argument 'many' is invalid"],
    [
      'a seed out of range',
      ['--seed', '5000000000'],
      'must be an integer in [0, 2^32); received "5000000000"',
    ],
    [
      'a class that does not exist',
      ['--classes', '25,28'],
      'there is no class 28; there are 0 Nucleoplasm, 1 Nuclear membrane',
    ],
    [
      'a model that does not exist',
      ['--models', 'gapnet-xl'],
      'there is no model "gapnet-xl", the nearest are gapnet-pl',
    ],
    ['an engine that does not exist', ['--backend', 'abacus'], "argument 'abacus' is invalid"],
    [
      'a size too small for a model',
      ['--models', 'inception-v3', '--size', '64'],
      '--size 64: inception-v3: images must be at least 75 x 75 pixels',
    ],
    ['--resume without --out', ['--resume'], '--resume needs --out'],
  ])('%s, with exit code 2', async (name, flags, message) => {
    const run = join(scratch, `flags-${name.replaceAll(' ', '-')}`);
    const out = flags.includes('--resume') ? [] : ['--out', run];
    const finished = await runCommand('compare', [...flags, ...out]);
    expect(finished.code).toBe(2);
    expect(finished.stderr).toMatch(/^error: [^\n]+\n$/);
    expect(finished.stderr).toContain(message);
    expect(await exists(run)).toBe(false);
  });

  it.each([
    ['an engine that is not installed', ['--backend', 'tensorflow'], 'is not installed'],
    ['a data folder that does not exist', ['--data', 'nowhere'], 'nowhere: no such file or folder'],
  ])('%s', async (name, flags, message) => {
    const run = join(scratch, `absent-${name.replaceAll(' ', '-')}`);
    const finished = await runCommand('compare', [...flags, '--out', run]);
    expect(finished.code).toBe(1);
    expect(finished.stderr).toContain(message);
    expect(await exists(run)).toBe(false);
  });

  it('an output folder that already holds a run, which it leaves alone', async () => {
    const run = join(scratch, 'taken');
    await cp(join(scratch, 'cells'), run, { recursive: true });
    await writeFile(join(run, 'config.json'), '{"options":{}}');
    const before = await readdir(run);
    const finished = await runCommand('compare', ['--data', cells, '--out', run, ...small]);
    expect(finished.code).toBe(1);
    expect(finished.stderr).toContain(`--out ${run} already holds a run`);
    expect(await readdir(run)).toEqual(before);
  });

  it('and predict a model folder without a model', async () => {
    const finished = await runCommand('predict', [
      '--model',
      cells,
      '--data',
      cells,
      '--out',
      join(scratch, 'none.csv'),
    ]);
    expect(finished.code).toBe(1);
    expect(finished.stderr).toContain('holds no saved model');
    expect(await exists(join(scratch, 'none.csv'))).toBe(false);
  });

  it('weights that are not there, or that no model would start from', async () => {
    const run = join(scratch, 'no-weights');
    const base = ['--data', cells, '--out', run, '--size', '75', '--backend', 'wasm'];
    const absent = join(scratch, 'absent.h5');
    const none = await runCommand('compare', [...base, '--models', 'inception-v3', '--weights', absent]);
    expect(none.stderr).toContain(`${absent}: no such file, nor a checkpoint of this name`);
    expect(none.code).toBe(1);
    const unused = await runCommand('compare', [...base, '--models', 'gapnet-pl', '--weights', 'imagenet']);
    expect(unused.stderr).toContain(
      '--weights imagenet is for inception-v3, resnet-18, resnet-50, densenet-121, mobilenet-v2, notebook-inception-v3-flatten, notebook-inception-v3-top; received --models gapnet-pl',
    );
    expect(unused.code).toBe(2);
    expect(await exists(run)).toBe(false);
  });
});

async function edit(file: string, before: string, after: string): Promise<void> {
  await writeFile(file, (await readFile(file, 'utf8')).replace(before, after));
}
