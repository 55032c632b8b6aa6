import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseRecipes } from '../src/recipes/parse-recipes.js';
import { parseReport } from '../src/report/schema/parse-report.js';
import { searchSchema } from '../src/search/schema/search-schema.js';
import { runCommand } from './run-command.js';
import { writeCells } from './write-cells.js';

let scratch: string;
let cells: string;
let flags: readonly string[];
/** The folder of a search that nothing interrupts. */
let whole: string;

beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'hpa-tune-'));
  cells = join(scratch, 'cells');
  await writeCells(cells, { count: 48, size: 32 });
  const method = ['--trials', '4', '--strategy', 'random', '--pruner', 'none', '--epochs', '3'];
  flags = ['--data', cells, '--size', '32', '--backend', 'wasm', '--threads', '1', ...method];
  whole = join(scratch, 'whole');
  const { code, stdout, stderr } = await runCommand('tune', [...flags, '--out', whole]);
  expect([code, stderr]).toEqual([0, '']);
  expect(stdout).toMatch(/^disk: at most \d+ MB in .*whole for each process that searches there$/m);
  expect(stdout).toMatch(/^trial 0: macro F1 0\.\d{3} \(learningRate 0\.001, /m);
  expect(stdout).toMatch(/^The best of 4 configurations is trial \d: macro F1 0\.\d{3} in validation\.$/m);
}, 600_000);
afterAll(() => rm(scratch, { recursive: true, force: true }));

const trialsOf = (folder: string) => readFile(join(folder, 'trials.csv'), 'utf8');

describe('tune', () => {
  it('leaves a page, tables and a recipe, and nothing of its trials but the journal', async () => {
    const names = (await readdir(whole)).filter((name) => !name.startsWith('trial-'));
    expect(names.sort()).toEqual([
      'journal.jsonl',
      'recipes.json',
      'samples.json',
      'search.json',
      'trials.csv',
      'tune.html',
      'tune.json',
      'workers',
    ]);
    const search = searchSchema.parse(JSON.parse(await readFile(join(whole, 'tune.json'), 'utf8')));
    expect(search).toMatchObject({ status: 'complete', requested: 4, epochs: 3, strategy: 'random' });
    expect(search.trials.map(({ state }) => state)).toEqual(Array(4).fill('complete'));
    const values = search.trials.map(({ value }) => value!);
    expect(search.best).toBe(values.indexOf(Math.max(...values)));
    expect(await readFile(join(whole, 'tune.html'), 'utf8')).toContain('The best of 4 configurations');
    const [recipe] = parseRecipes(JSON.parse(await readFile(join(whole, 'recipes.json'), 'utf8')), {
      source: 'recipes.json',
    });
    expect(recipe).toMatchObject({
      name: 'gapnet-pl',
      epochs: 3,
      learningRate: search.trials[search.best!]!.parameters.learningRate,
      tuned: { trials: 4, split: 'validation', value: Math.max(...values) },
    });
  });

  it('gives compare a recipe, whose report says how many configurations were tried, and on which splits', async () => {
    const recipes = ['--recipes', join(whole, 'recipes.json')];
    const common = ['--data', cells, '--size', '32', '--backend', 'wasm', '--threads', '1', '--epochs', '1'];
    for (const [seed, words] of [
      ['1', 'the best of 4 configurations on this validation split'],
      ['2', 'the best of 4 configurations on other samples or another split'],
    ] as const) {
      const run = join(scratch, `compare-${seed}`);
      const { code, stdout } = await runCommand('compare', [
        ...common,
        ...recipes,
        '--seed',
        seed,
        '--out',
        run,
      ]);
      expect(code).toBe(0);
      expect(stdout).toContain(words);
      const report = parseReport(JSON.parse(await readFile(join(run, 'report.json'), 'utf8')));
      expect(report.notes.join(' ')).toContain(words);
    }
  });

  it('is the same search after a kill in the middle of a trial, and after Ctrl-C', async () => {
    const out = join(scratch, 'parts');
    const killed = await runCommand('tune', [...flags, '--out', out], {
      interruptAt: 'trial 1 epoch 2/3',
      signal: 'SIGKILL',
    });
    expect(killed.code).toBeNull();
    const stopped = await runCommand('tune', ['--resume', '--out', out], {
      interruptAt: 'trial 2 epoch 1/3',
    });
    expect([stopped.code, stopped.stderr]).toEqual([130, '']);
    expect(stopped.stdout).not.toMatch(/^trial 0/m);
    expect(stopped.stdout).not.toContain('trial 1 epoch 1/3');
    expect(stopped.stdout).toMatch(/interrupted; to go on:\n.* tune --resume --out \S+parts\n$/);
    const ended = await runCommand('tune', ['--resume', '--out', out]);
    expect([ended.code, ended.stderr]).toEqual([0, '']);
    expect(await trialsOf(out)).toBe(await trialsOf(whole));
    expect(await readFile(join(out, 'recipes.json'), 'utf8')).toBe(
      await readFile(join(whole, 'recipes.json'), 'utf8'),
    );
    // And again, with nothing left to do.
    const again = await runCommand('tune', ['--resume', '--out', out]);
    expect(again.code).toBe(0);
    expect(await trialsOf(out)).toBe(await trialsOf(whole));
  }, 600_000);

  it('is the same search by two processes at once, each trial done once', async () => {
    const out = join(scratch, 'shared');
    const first = runCommand('tune', [...flags, '--out', out]);
    await expect.poll(() => readdir(out).catch(() => []), { timeout: 60_000 }).toContain('search.json');
    const [one, two] = await Promise.all([first, runCommand('tune', ['--resume', '--out', out])]);
    expect([one.code, two.code]).toEqual([0, 0]);
    const ended = [...`${one.stdout}${two.stdout}`.matchAll(/^trial (\d): /gm)].map(([, number]) => number);
    expect(ended.sort()).toEqual(['0', '1', '2', '3']);
    expect(await trialsOf(out)).toBe(await trialsOf(whole));
  }, 600_000);

  it('does not hang on the pixels of the test split', async () => {
    const changed = join(scratch, 'changed-cells');
    await cp(cells, changed, { recursive: true });
    const { samples } = JSON.parse(await readFile(join(whole, 'samples.json'), 'utf8')) as {
      samples: readonly { readonly id: string; readonly splits: readonly string[] }[];
    };
    const hidden = new Set(samples.filter(({ splits }) => splits.includes('test')).map(({ id }) => id));
    expect(hidden.size).toBeGreaterThan(3);
    for (const name of await readdir(changed, { recursive: true })) {
      const id = /([^/]+)_\w+\.png$/.exec(name)?.[1];
      if (id !== undefined && hidden.has(id)) {
        const path = join(changed, name);
        await writeFile(
          path,
          await sharp(await readFile(path))
            .negate()
            .png()
            .toBuffer(),
        );
      }
    }
    const out = join(scratch, 'changed');
    const others = flags.map((flag) => (flag === cells ? changed : flag));
    const { code } = await runCommand('tune', [...others, '--out', out]);
    expect(code).toBe(0);
    const read = JSON.parse(await readFile(join(out, 'samples.json'), 'utf8')) as { samples: unknown };
    expect(read.samples).not.toEqual(samples);
    expect(await trialsOf(out)).toBe(await trialsOf(whole));
  }, 600_000);

  it('sweeps the learning rates of the notebook', async () => {
    const out = join(scratch, 'sweep');
    const quick = ['--size', '32', '--epochs', '1', '--data', cells, '--backend', 'wasm', '--threads', '1'];
    const { code } = await runCommand('tune', ['--preset', 'notebook', ...quick, '--out', out]);
    expect(code).toBe(0);
    const { trials, strategy, pruner } = searchSchema.parse(
      JSON.parse(await readFile(join(out, 'tune.json'), 'utf8')),
    );
    expect([strategy, pruner]).toEqual(['grid', 'none']);
    expect(trials.map(({ parameters }) => parameters.learningRate)).toEqual([0.01, 0.0001, 0.001, 0.1]);
  }, 600_000);
});
