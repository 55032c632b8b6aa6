import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { parseTable } from '../packages/hpa-localize/src/files/csv-table.js';
import { runProgram } from '../packages/hpa-localize/test/run-command.js';

const program = fileURLToPath(new URL('../packages/hpa-localize/dist/bin.js', import.meta.url));
const small = ['compare', '--models', 'gapnet-pl', '--size', '32', '--threads', '1'];
let scratch: string;

beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'hpa-pipes-'));
});
afterAll(() => rm(scratch, { recursive: true, force: true }));

const statusOf = (child: ChildProcess): Promise<number | NodeJS.Signals | null> =>
  new Promise((resolve) => {
    child.on('close', (code, signal) => resolve(code ?? signal));
  });

const collect = (child: ChildProcess): { text: string } => {
  const collected = { text: '' };
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      collected.text += text;
    });
  }
  return collected;
};

it('compare finishes its folder though whoever reads its lines is gone after the first', async () => {
  const out = join(scratch, 'piped');
  const child = spawn(process.execPath, [program, ...small, '--epochs', '1', '--out', out]);
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors += text;
  });
  // As `| head -n 1` does.
  child.stdout.once('data', () => child.stdout.destroy());
  expect([await statusOf(child), errors]).toEqual([0, '']);
  expect(JSON.parse(readFileSync(join(out, 'report.json'), 'utf8')).status).toBe('complete');

  const model = join(out, 'gapnet-pl');
  const predict = ['predict', '--model', model, '--data', 'synthetic', '--threads', '1', '--out'];
  const table = await runProgram([...predict, '-']);
  expect(table).toMatchObject({ code: 0, stderr: expect.stringContaining('engine: ') });
  const rows = parseTable(table.stdout);
  expect(rows).toHaveLength(600);
  expect(Object.keys(rows[0]!).slice(0, 2)).toEqual(['id', 'predicted']);
  await runProgram([...predict, join(scratch, 'table.csv')]);
  expect(readFileSync(join(scratch, 'table.csv'), 'utf8')).toBe(table.stdout);

  // The result itself is the stream here: the command ends without a word, as one that SIGPIPE ends.
  const closed = spawn(process.execPath, [program, ...predict, '-']);
  closed.stdout.destroy();
  const said = collect(closed);
  expect(await statusOf(closed)).toBe(141);
  expect(said.text).not.toMatch(/EPIPE|error/);
});
