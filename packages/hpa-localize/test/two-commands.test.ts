import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCommand } from './run-command.js';
import { writeCells } from './write-cells.js';

let scratch: string;
beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'hpa-two-'));
  await writeCells(join(scratch, 'cells'), { count: 48, size: 40 });
});
afterAll(() => rm(scratch, { recursive: true, force: true }));

describe('two commands started at once with one folder', () => {
  it.each([
    {
      name: 'compare' as const,
      args: ['--models', 'gapnet-pl', '--size', '32', '--epochs', '1', '--threads', '1'],
      result: 'report.json',
    },
    { name: 'prepare' as const, args: ['--size', '32'], result: 'prepared.json' },
  ])('$name: one finishes, the other is refused in one line and writes nothing', async (command) => {
    const { name, args, result } = command;
    const out = join(scratch, name);
    const given = ['--data', join(scratch, 'cells'), ...args, '--out', out];
    const both = await Promise.all([1, 2].map(() => runCommand(name, given)));
    expect(both.map(({ code }) => code).sort()).toEqual([0, 1]);
    const refused = both.find(({ code }) => code === 1)!;
    expect(refused.stderr.trim().split('\n')).toHaveLength(1);
    expect(refused.stderr).toContain(out);
    expect(refused.stderr).toMatch(/is in use|already holds a run|is not empty|already holds/);
    expect(JSON.parse(await readFile(join(out, result), 'utf8'))).toBeTypeOf('object');
    expect((await readdir(out)).filter((entry) => entry.startsWith('.'))).toEqual([]);
  });
});
