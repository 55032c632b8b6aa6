import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCommand } from './run-command.js';
import { writeCells } from './write-cells.js';

const PROGRAM = fileURLToPath(new URL('../dist/bin.js', import.meta.url));

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
      begun: 'task: ',
      result: 'report.json',
    },
    {
      name: 'prepare' as const,
      args: ['--size', '512'],
      begun: 'images to decode',
      result: 'prepared.json',
    },
  ])('$name: one finishes, the other is refused in one line and writes nothing', async (command) => {
    const { name, args, begun, result } = command;
    const out = join(scratch, name);
    const given = ['--data', join(scratch, 'cells'), ...args, '--out', out];
    // The one that owns the folder is held while the other comes: on its own, it may have ended by then.
    const first = spawn(process.execPath, [PROGRAM, name, ...given]);
    const ended = once(first, 'exit');
    await new Promise<void>((resolve) => {
      let printed = '';
      let held = false;
      first.stdout.setEncoding('utf8').on('data', (text: string) => {
        printed += text;
        if (!held && printed.includes(begun)) {
          held = true;
          first.kill('SIGSTOP');
          resolve();
        }
      });
      first.on('exit', () => resolve());
    });
    const refused = await runCommand(name, given);
    first.kill('SIGCONT');
    expect(await ended).toEqual([0, null]);
    expect(refused.code).toBe(1);
    expect(refused.stderr.trim().split('\n')).toHaveLength(1);
    expect(refused.stderr).toContain(out);
    expect(refused.stderr).toMatch(/is in use|already holds a run|is not empty|already holds/);
    expect(JSON.parse(await readFile(join(out, result), 'utf8'))).toBeTypeOf('object');
    expect((await readdir(out)).filter((entry) => entry.startsWith('.'))).toEqual([]);
  });
});
