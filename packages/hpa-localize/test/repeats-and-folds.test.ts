import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCommand } from './run-command.js';
import { writeCells } from './write-cells.js';

let scratch: string;
let cells: string;
beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'hpa-repeats-and-folds-'));
  cells = join(scratch, 'cells');
  await writeCells(cells, { count: 48, size: 32 });
});
afterAll(() => rm(scratch, { recursive: true, force: true }));

const small = ['--models', 'gapnet-pl', '--size', '32', '--epochs', '1', '--backend', 'wasm'];

describe('compare --repeats and --folds', () => {
  it('trains every repeat on every fold, and predict takes all of them as one model', async () => {
    const run = join(scratch, 'run');
    const flags = ['--data', cells, '--out', run, ...small, '--repeats', '2', '--folds', '3'];
    const { code, stdout, stderr } = await runCommand('compare', flags);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/; 48 in 3 folds, each tested once\n/);
    for (const repeat of [1, 2]) {
      for (const fold of [1, 2, 3]) {
        expect(stdout).toContain(`gapnet-pl, repeat ${repeat} of 2, fold ${fold} of 3: test accuracy`);
      }
      expect((await readdir(join(run, 'gapnet-pl', `repeat-${repeat}`))).sort()).toEqual([
        'fold-1',
        'fold-2',
        'fold-3',
      ]);
    }
    expect(stdout).toContain('The model was trained twice on each of 3 folds: intervals cover');
    expect(JSON.parse(await readFile(join(run, 'samples.json'), 'utf8')).samples[0].splits).toEqual([
      expect.stringMatching(/^fold-[123]$/),
    ]);

    const refused = await runCommand('compare', ['--resume', '--out', run, '--repeats', '3']);
    expect(refused.code).toBe(1);
    expect(refused.stderr).toBe(`error: --resume: ${run} was started with repeats 2; received 3\n`);

    const table = join(scratch, 'predicted.csv');
    const model = ['--model', join(run, 'gapnet-pl'), '--data', cells, '--out', table, '--backend', 'wasm'];
    const predicted = await runCommand('predict', model);
    expect(predicted).toMatchObject({ code: 0, stderr: '' });
    expect(predicted.stdout).toContain(
      'model: ensemble of 6 (gapnet-pl), single-label, 4 classes; 48 images',
    );
    const one = ['--model', join(run, 'gapnet-pl'), '--data', cells, '--ids', 'any'];
    const explained = await runCommand('explain', one);
    expect(explained.code).toBe(1);
    expect(explained.stderr).toMatch(/gapnet-pl holds 6 trainings; name one of them: repeat-1\/fold-1, /);
  });

  it.each([
    [['--folds', '2'], /^error: option '--folds <number>' argument '2' is invalid\./],
    [['--repeats', '0'], /^error: option '--repeats <number>' argument '0' is invalid\./],
    [
      ['--folds', '3', '--protocol', 'notebook'],
      /^error: --folds 3 needs --protocol honest: the notebook draws/,
    ],
  ])('refuses %s in one line, before it writes anything', async (flags, message) => {
    const out = join(scratch, 'refused');
    const { code, stderr } = await runCommand('compare', ['--data', cells, '--out', out, ...small, ...flags]);
    expect(code).not.toBe(0);
    expect(stderr.split('\n')[0]).toMatch(message);
    expect(await readdir(out).catch(() => [])).toEqual([]);
  });
});
