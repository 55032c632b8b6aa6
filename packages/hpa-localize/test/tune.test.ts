import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { afterAll, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { addTune } from '../src/commands/tune.js';

let scratch: string;
let space: string;

beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'hpa-tune-flags-'));
  space = join(scratch, 'space.json');
});
afterAll(async () => {
  vi.restoreAllMocks();
  await rm(scratch, { recursive: true, force: true });
});
beforeEach(() => {
  vi.spyOn(process.stdout, 'write').mockImplementation(() => true);
});

/** Runs `tune` here; returns the error that it ends with, as its name and message. */
async function errorOf(flags: readonly string[]): Promise<string> {
  const command = new Command('tune').exitOverride().configureOutput({ writeErr: () => {} });
  addTune(command);
  return command.parseAsync(flags, { from: 'user' }).then(
    () => 'no error',
    ({ name, message }: Error) => `${name}: ${message}`,
  );
}

/** What a new search says that is refused: one line, and no folder is left behind. */
async function refusal(flags: readonly string[]): Promise<string> {
  const error = await errorOf(['--size', '32', ...flags, '--out', join(scratch, 'out')]);
  expect(await readdir(scratch)).not.toContain('out');
  expect(error).not.toContain('\n');
  return error;
}

it('refuses flags that cannot be, in one line, before it writes anything', async () => {
  expect(await refusal(['--model', 'gapnet-plus'])).toMatch(
    /^FlagError: --model: there is no model "gapnet-plus", the nearest are gapnet/,
  );
  expect(await refusal(['--set', 'gapnet-pl.learnRate=1'])).toMatch(/^FlagError: .*"learnRate"/);
  expect(await refusal(['--trials', '0'])).toMatch(/^CommanderError: .*integer in \[1, 2\^32\)/);
  expect(await refusal(['--strategy', 'bayes'])).toMatch(/^CommanderError: .*tpe, random, grid/);
  expect(await refusal(['--preset', 'notebook', '--model', 'gapnet'])).toMatch(
    /^CommanderError: .*'--preset <name>' cannot be used with option '--model <name>'/,
  );
});

it('refuses a space that is none of the recipe, naming the file', async () => {
  expect(await refusal(['--space', space])).toBe(`Error: ${space}: there is no such file`);
  await writeFile(space, JSON.stringify({ learnRate: { kind: 'uniform', low: 0, high: 1 } }));
  expect(await refusal(['--space', space])).toContain(`FlagError: --space ${space}: learnRate cannot be 0: `);
  await writeFile(space, JSON.stringify({ 'options.dropOut': { kind: 'uniform', low: 0, high: 0.5 } }));
  expect(await refusal(['--space', space])).toContain(
    `FlagError: --space ${space}: options.dropOut cannot be 0: `,
  );
});

it('takes part only in a search, and begins none in a folder that holds something', async () => {
  expect(await errorOf(['--resume'])).toBe(
    'FlagError: --resume needs --out, the folder of the search to take part in',
  );
  expect(await refusal(['--resume'])).toMatch(
    /^Error: --resume: .*out holds no search \(no search\.json\); without --resume a new one starts there$/,
  );
  const file = join(scratch, 'file');
  await writeFile(file, 'a file');
  expect(await errorOf(['--out', file])).toBe(`Error: --out ${file} is a file; it must be a folder`);
  expect(await errorOf(['--out', scratch])).toBe(
    `Error: --out ${scratch} is not empty; choose another folder, or take part in a search with --resume`,
  );
});
