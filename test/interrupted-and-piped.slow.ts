import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { parseTable } from '../packages/hpa-localize/src/files/csv-table.js';
import { runProgram } from '../packages/hpa-localize/test/run-command.js';

const program = fileURLToPath(new URL('../packages/hpa-localize/dist/bin.js', import.meta.url));
const small = ['compare', '--models', 'gapnet-pl', '--size', '24', '--threads', '1'];
let scratch: string;
/** Process groups that a failed test may leave behind. */
const groups: number[] = [];

beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'hpa-pipes-'));
});
afterAll(async () => {
  for (const group of groups) {
    try {
      process.kill(-group, 'SIGKILL');
    } catch {
      // It has ended.
    }
  }
  await rm(scratch, { recursive: true, force: true });
});

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

const until = async (holds: () => boolean): Promise<void> => {
  while (!holds()) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
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

const hasScript = existsSync('/usr/bin/script');
/** Runs a command on a terminal of its own, after a line that says its process id. */
const onTerminal = (args: readonly string[]): ChildProcess => {
  const words = [process.execPath, program, ...args].map((word) => `'${word}'`).join(' ');
  return spawn('script', ['-qefc', `sh -c "echo pid \\$\\$; exec ${words}"`, '/dev/null']);
};
const HIDE = '\u001b[?25l';
const SHOW = '\u001b[?25h';
const WRAP = '\u001b[?7h';

it.skipIf(!hasScript).each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)('a second %s ends the process at once, with the terminal as it was', async (signal, code) => {
  const out = join(scratch, signal);
  const child = onTerminal([...small, '--epochs', '500', '--out', out]);
  const status = statusOf(child);
  const screen = collect(child);
  await until(() => screen.text.includes('gapnet-pl epoch 1/500'));
  const pid = Number(/pid (\d+)/.exec(screen.text)![1]);
  process.kill(pid, signal);
  process.kill(pid, signal === 'SIGINT' ? 'SIGTERM' : 'SIGINT');
  // Whichever of the two is taken second decides the code.
  expect([130, 143]).toContain(await status);
  expect(code).toBeGreaterThan(128);
  expect(screen.text.lastIndexOf(SHOW)).toBeGreaterThan(screen.text.lastIndexOf(HIDE));
  expect(screen.text.lastIndexOf(WRAP)).toBeGreaterThan(screen.text.lastIndexOf('\u001b[?7l'));
});

it.skipIf(!existsSync('/proc/self/stat'))(
  'a command ends at its next safe point when the npm that started it is killed',
  async () => {
    const out = join(scratch, 'npm');
    const { npm_execpath: npm = execFileSync('which', ['npm'], { encoding: 'utf8' }).trim() } = process.env;
    const script = `"${process.execPath}" "${program}" ${[...small, '--epochs', '500', '--out', out].join(' ')}`;
    const child = spawn(process.execPath, [npm, 'exec', '--offline', '-c', `true && ${script}`], {
      cwd: scratch,
      detached: true,
    });
    const said = collect(child);
    await until(() => said.text.includes('gapnet-pl epoch 1/500'));
    child.kill('SIGKILL');
    groups.push(child.pid!);
    const status = () => JSON.parse(readFileSync(join(out, 'report.json'), 'utf8')).status;
    await until(() => existsSync(join(out, 'report.json')) && status() !== '');
    expect(status()).toBe('interrupted');
  },
);
