import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';

const program = fileURLToPath(new URL('../../dist/bin.js', import.meta.url));
// A command that draws images one after the other, without an engine.
const sheet = (size: number) => ['contact-sheet', '--data', 'synthetic', '--size', String(size), '--out'];
let scratch: string;
const children: ChildProcess[] = [];

beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'hpa-signals-'));
});
afterAll(async () => {
  for (const { pid, exitCode, signalCode } of children) {
    if (exitCode === null && signalCode === null) {
      process.kill(-pid!, 'SIGKILL');
    }
  }
  await rm(scratch, { recursive: true, force: true });
});

/** Starts a program in a process group of its own; `closed` waits until nothing holds its pipes any more. */
function start(command: string, args: readonly string[], environment: NodeJS.ProcessEnv = {}) {
  const child = spawn(command, args, {
    detached: true,
    cwd: scratch,
    env: { ...process.env, ...environment },
  });
  children.push(child);
  const said = { text: '' };
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      said.text += text;
    });
  }
  const closed = new Promise<number | null>((resolve) => {
    child.on('close', resolve);
  });
  const saying = async (text: string): Promise<void> => {
    while (!said.text.includes(text)) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  };
  return { child, said, closed, saying };
}

it('a command finishes its files though whoever reads its lines is gone after the first', async () => {
  const out = join(scratch, 'piped');
  const { child, said, closed } = start(process.execPath, [program, ...sheet(32), out]);
  child.stdout.once('data', () => {
    child.stdout.destroy();
    child.stderr.destroy();
  });
  expect(await closed).toBe(0);
  expect(said.text).not.toContain('EPIPE');
  expect(
    ['sheet.html', 'sheet.png', 'statistics.json'].filter((file) => existsSync(join(out, file))),
  ).toHaveLength(3);
});

const HIDDEN_CURSOR = '\u001b[?25l';

it.skipIf(!existsSync('/usr/bin/script'))(
  'the second of two signals ends a command at once, and leaves the terminal as it was',
  async () => {
    const words = [process.execPath, program, ...sheet(256), join(scratch, 'stopped')].join(' ');
    const { child, said, closed, saying } = start(
      'script',
      ['-qefc', `echo pid $$; exec ${words}`, '/dev/null'],
      {
        SHELL: '/bin/sh',
      },
    );
    await saying(HIDDEN_CURSOR);
    const pid = Number(/pid (\d+)/.exec(said.text)![1]);
    // Stopped, it meets both signals at once: after the first alone it may have ended before the second comes.
    for (const signal of ['SIGSTOP', 'SIGINT', 'SIGTERM', 'SIGCONT'] as const) {
      process.kill(pid, signal);
    }
    // Script stops too if it sees that what it runs was stopped, and waits to be told to go on.
    const going = setInterval(() => child.kill('SIGCONT'), 50);
    await closed.finally(() => clearInterval(going));
    expect(said.text).toContain('press Ctrl-C again to stop at once');
    expect(said.text.lastIndexOf('\u001b[?25h')).toBeGreaterThan(said.text.lastIndexOf(HIDDEN_CURSOR));
    expect(said.text.lastIndexOf('\u001b[?7h')).toBeGreaterThan(said.text.lastIndexOf('\u001b[?7l'));
    expect(existsSync(join(scratch, 'stopped', 'sheet.html'))).toBe(false);
  },
);

const npm = join(dirname(process.execPath), '../lib/node_modules/npm/bin/npm-cli.js');

it.skipIf(!existsSync(npm) || !existsSync('/proc/self/stat'))(
  'a command ends at its next safe point when the npm that started it is killed alone',
  async () => {
    const words = [process.execPath, program, ...sheet(256), join(scratch, 'npm')].join(' ');
    // npm runs commands in a shell, which would wait for this one for ever.
    const { child, closed, saying } = start(process.execPath, [
      npm,
      'exec',
      '--offline',
      '-c',
      `true && ${words}`,
    ]);
    await saying('data: synthetic');
    child.kill('SIGKILL');
    await closed;
    expect(existsSync(join(scratch, 'npm', 'sheet.html'))).toBe(false);
  },
);
