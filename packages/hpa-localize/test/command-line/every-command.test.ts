import { readdirSync, readFileSync } from 'node:fs';
import { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { COMMANDS } from '../../src/commands.js';
import { runProgram } from '../run-command.js';

/** A command whose action only says that it was reached. */
async function rehearsed(name: string): Promise<{ command: Command; reached: string[]; help: () => string }> {
  const reached: string[] = [];
  const command = new Command('hpa-localize').exitOverride().command(name).exitOverride();
  (await COMMANDS[name]!.load())(command);
  command.action(() => {
    reached.push(name);
  });
  let text = '';
  command.configureOutput({
    writeOut: (piece) => {
      text += piece;
    },
    writeErr: () => {},
  });
  const help = (): string => {
    command.outputHelp();
    return text;
  };
  return { command, reached, help };
}

/** The words of a command line, as a shell takes them apart. */
const wordsOf = (line: string): string[] =>
  (line.match(/"[^"]*"|'[^']*'|\S+/g) ?? []).map((word) => word.replace(/^(["'])(.*)\1$/, '$2'));

const EXAMPLE = /^ {2}\$ hpa-localize (\S+) ?(.*)$/gm;

describe.each(Object.keys(COMMANDS))('%s', (name) => {
  it('has examples that parse, each of them', async () => {
    const { help } = await rehearsed(name);
    const examples = [...help().matchAll(EXAMPLE)];
    expect(examples.length).toBeGreaterThan(0);
    for (const [line, given, flags] of examples) {
      const { command, reached } = await rehearsed(name);
      expect(given, line).toBe(name);
      await command.parseAsync(wordsOf(flags!), { from: 'user' });
      expect(reached, line).toEqual([name]);
    }
  });

  it('names a misspelled flag before one that is missing', async () => {
    const { command } = await rehearsed(name);
    const flag = ['--data', '--model'].find((each) => command.options.some(({ long }) => long === each))!;
    const misspelled = flag.replace(/^(--.)(.)(.)/, '$1$3$2');
    await expect(command.parseAsync([misspelled, 'x'], { from: 'user' })).rejects.toThrow(
      `unknown option '${misspelled}'\n(Did you mean ${flag}?)`,
    );
  });

  it('offers no engine that cannot start in Node, and threads wherever it starts one', async () => {
    const { help } = await rehearsed(name);
    const text = help();
    expect(text).not.toContain('webgl');
    expect(text.includes('--threads <number>')).toBe(text.includes('--backend'));
  });
});

it('no command prints but by say, complain and writeToStdout, which show what could act on a terminal', () => {
  for (const folder of ['commands', 'command-line']) {
    const path = new URL(`../../src/${folder}/`, import.meta.url);
    for (const file of readdirSync(path, { recursive: true, encoding: 'utf8' })) {
      if (!file.endsWith('.ts')) {
        continue;
      }
      expect(readFileSync(new URL(file, path), 'utf8'), file).not.toMatch(/console\./);
    }
  }
});

it('shows escape bytes and turned text of file names and flags', async () => {
  const { code, stderr } = await runProgram(['contact-sheet', '--data', 'x\u001b[2J\u202ey', '--out', 'z']);
  expect([code, stderr]).toEqual([1, 'error: x\\x1b[2J\\u202ey: no such file or folder\n']);
  expect((await runProgram(['predict', '--\u001b[2J'])).stderr).toBe("error: unknown option '--\\x1b[2J'\n");
});

it('tells the version after any command, and ends with 2 at a flag that cannot be', async () => {
  expect(await runProgram(['predict', '--version'])).toMatchObject({ code: 0, stderr: '' });
  expect(await runProgram(['predict', '--threads', '257'])).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('It must be at most 256; received "257".'),
  });
});
