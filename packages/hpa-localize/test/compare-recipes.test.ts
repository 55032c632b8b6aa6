import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseReport } from '../src/report/schema/parse-report.js';
import { runCommand } from './run-command.js';
import { writeCells } from './write-cells.js';

let scratch: string;
let cells: string;
beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'hpa-recipes-'));
  cells = join(scratch, 'cells');
  await writeCells(cells, { count: 64, size: 32 });
});
afterAll(() => rm(scratch, { recursive: true, force: true }));

const MINE = {
  name: 'mine',
  title: 'A model of mine',
  architecture: 'gapnet-pl',
  learningRate: 1e-3,
  optimizer: { name: 'adamw', weightDecay: 0.01 },
  schedule: { name: 'linear', warmUp: 0.5 },
  loss: { name: 'cross-entropy', labelSmoothing: 0.1 },
  augment: ['dihedral', { name: 'cutout', side: 0.25 }],
  sampling: 'balanced',
  classWeights: 'none',
  clipValue: 1,
  ema: { decay: 0.9 },
  parameterGroups: [{ match: '/bias$', weightDecay: 0 }],
  freeze: { upTo: 'pool1', epochs: 1 },
  epochs: 2,
  batchSize: 8,
  keep: 'last',
};

describe('compare with recipes', () => {
  it('trains those of a file as they say, changed by --set, on the samples of --limit, and again by recipes.json', async () => {
    const file = join(scratch, 'mine.json');
    await writeFile(file, JSON.stringify(MINE));
    const flags = ['--data', cells, '--size', '32', '--backend', 'wasm', '--threads', '1', '--limit', '32'];
    const run = join(scratch, 'run');
    const set = ['--set', 'mine.learningRate=2e-3', '--set', 'mine.optimizer.beta1=.8'];
    const first = await runCommand('compare', [...flags, '--recipes', file, ...set, '--out', run]);
    expect(first.code).toBe(0);
    expect(first.stderr).toBe('warning: 32 of 64 rows left out: 32 not drawn, for a limit of 32\n');

    const { dataset, models } = parseReport(JSON.parse(await readFile(join(run, 'report.json'), 'utf8')));
    const { train, validation, test } = dataset.counts;
    expect(train + validation + test).toBe(32);
    expect(models).toMatchObject([
      {
        name: 'mine',
        title: 'A model of mine',
        recipe: {
          optimizer: 'adamw',
          weightDecay: 0.01,
          beta1: 0.8,
          learningRate: 2e-3,
          schedule: 'linear',
          augment: ['dihedral', 'cutout (side 0.25)'],
          batchSize: 8,
          channels: 'bgry',
          normalization: 'per-image',
        },
      },
    ]);
    const recipes = JSON.parse(await readFile(join(run, 'recipes.json'), 'utf8'));
    expect(recipes).toMatchObject([
      {
        ...MINE,
        augment: [{ name: 'dihedral' }, { name: 'cutout' }],
        learningRate: 2e-3,
        optimizer: { beta1: 0.8 },
      },
    ]);

    const again = join(scratch, 'again');
    const recipesFile = join(run, 'recipes.json');
    const second = await runCommand('compare', [...flags, '--recipes', recipesFile, '--out', again]);
    expect(second.code).toBe(0);
    const predictions = (folder: string) => readFile(join(folder, 'mine', 'predictions.csv'), 'utf8');
    expect(await predictions(again)).toBe(await predictions(run));

    const other = await runCommand('compare', ['--resume', '--out', run, '--set', 'mine.epochs=3']);
    expect(other.code).toBe(1);
    expect(other.stderr).toContain('was started with set ["mine.learningRate=2e-3"');
  });

  it.each([
    [
      'a setting that does not exist',
      'gapnet-pl.learningrate=1',
      'there is no setting "learningrate", the nearest are learningRate',
    ],
    [
      'a value out of range',
      'gapnet-pl.epochs=0',
      'recipe gapnet-pl: epochs: expected number to be >0; received 0',
    ],
    ['a model that is not trained', 'gapnet.epochs=3', 'no model "gapnet" is trained; there are gapnet-pl'],
    ['no change', 'learningRate=1', 'expected MODEL.KEY=VALUE'],
    [
      'an option that the architecture has not',
      'gapnet-pl.options.dropuot=0.2',
      '"dropuot" is not an option',
    ],
    ['a layer that does not exist', 'gapnet-pl.freeze.upTo=pool9', 'has no layer "pool9"'],
  ])('--set with %s is an error of one line, before anything is written', async (_, set, message) => {
    const run = join(scratch, 'refused');
    const flags = [
      '--data',
      cells,
      '--size',
      '32',
      '--backend',
      'wasm',
      '--models',
      'gapnet-pl',
      '--out',
      run,
    ];
    const { code, stderr } = await runCommand('compare', [...flags, '--set', set]);
    expect(code).toBeGreaterThan(0);
    expect(stderr).toMatch(/^error: [^\n]*\n$/);
    expect(stderr).toContain(message);
    await expect(readFile(join(run, 'config.json'))).rejects.toThrow('ENOENT');
  });
});
