import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { COMMANDS } from '../src/commands.js';
import { runProgram } from './run-command.js';

const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));

/** The flags of those commands that do not read a dataset and write what comes of it. */
const FLAGS_OF: Readonly<Record<string, readonly string[]>> = {
  // How data is read is the sender's to say.
  worker: ['--data', '--out'],
  export: ['--model', '--format', '--out'],
  app: ['--model', '--port'],
};

describe('hpa-localize', () => {
  it('lists every command, each in one line, and says its version', async () => {
    const { code, stdout } = await runProgram(['--help']);
    expect(code).toBe(0);
    for (const [name, { summary }] of Object.entries(COMMANDS)) {
      expect(stdout).toContain(`\n  ${name} `);
      expect(stdout.replaceAll(/\s+/g, ' ')).toContain(summary);
    }
    expect(await runProgram(['--version'])).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' });
  });

  it.each(Object.keys(COMMANDS))('shows flags and examples of %s', async (name) => {
    const { code, stdout, stderr } = await runProgram([name, '--help']);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toContain(`Usage: hpa-localize ${name} [options]`);
    for (const flag of FLAGS_OF[name] ?? ['--data', '--layout', '--allow-missing', '--skip-bad', '--out']) {
      expect(stdout).toContain(`  ${flag}`);
    }
    expect(stdout).toContain(`Examples:\n  $ hpa-localize ${name}`);
  });

  it('ends with exit code 2 and one line at a command or flag that it does not know', async () => {
    expect(await runProgram(['frobnicate'])).toEqual({
      code: 2,
      stdout: '',
      stderr: "error: unknown command 'frobnicate'\n",
    });
    expect(await runProgram(['predict', '--model', 'x', '--tto'])).toEqual({
      code: 2,
      stdout: '',
      stderr: "error: unknown option '--tto' (Did you mean --tta?)\n",
    });
    expect((await runProgram(['prepare', '--size', '32'])).stderr).toMatch(
      /^error: required option '--data[^\n]*\n$/,
    );
  });
});
