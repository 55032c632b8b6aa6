import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { runCommand } from './run-command.js';
import { writeCells } from './write-cells.js';

let scratch: string;
let cells: string;
let file: string;
let flags: readonly string[];
beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'hpa-resume-recipes-'));
  cells = join(scratch, 'cells');
  await writeCells(cells, { count: 64, size: 32 });
  file = join(scratch, 'all.json');
  flags = ['--data', cells, '--size', '32', '--backend', 'wasm', '--threads', '1', '--recipes', file];
  await writeFile(file, JSON.stringify(RECIPE));
  expect((await runCommand('compare', [...flags, '--out', join(scratch, 'straight')])).code).toBe(0);
});
afterAll(() => rm(scratch, { recursive: true, force: true }));

/** A recipe with everything that a checkpoint must bring back: two optimizers, frozen layers, averages, draws and a history. */
const RECIPE = {
  name: 'all',
  architecture: 'gapnet-pl',
  learningRate: 1e-3,
  optimizer: 'adam',
  schedule: { name: 'plateau', patience: 1, factor: 0.5 },
  augment: ['dihedral', 'random-affine', 'mixup'],
  sampling: 'balanced',
  classWeights: 'none',
  loss: 'focal',
  ema: { decay: 0.9 },
  parameterGroups: [{ match: '/bias$', learningRateScale: 2, l2: 0 }],
  l2: 1e-4,
  headFirst: { epochs: 2, optimizer: { name: 'rmsprop', momentum: 0.5 }, learningRate: 1e-3 },
  freeze: { upTo: 'pool1', epochs: 4 },
  epochs: 6,
  batchSize: 8,
  keep: 'last',
};

it.each([
  ['while the head trains', 'epoch 1/6'],
  ['just after the head', 'epoch 2/6'],
  ['while lower layers are frozen', 'epoch 3/6'],
  ['when all layers train', 'epoch 5/6'],
])(
  'a recipe that is interrupted %s ends with the very predictions of one that is not',
  async (_, interruptAt) => {
    await writeFile(file, JSON.stringify(RECIPE));
    const run = join(scratch, `stopped-${interruptAt.replaceAll('/', '-')}`);
    const stopped = await runCommand('compare', [...flags, '--out', run], { interruptAt });
    expect(stopped.code).toBe(130);
    // The run has its recipe, whatever became of the file.
    await rm(file);
    expect(await runCommand('compare', ['--resume', '--out', run])).toMatchObject({ code: 0, stderr: '' });
    const predictions = (folder: string) => readFile(join(folder, 'all', 'predictions.csv'), 'utf8');
    expect(await predictions(run)).toBe(await predictions(join(scratch, 'straight')));
  },
);
