import { Command } from 'commander';
import { afterEach, beforeEach, vi } from 'vitest';
import { addCompare } from '../src/commands/compare.js';

/** What `compareHere` prints. */
interface Output {
  /** The lines of the current test so far. */
  readonly printed: string[];
  /** Called with every line. A test sets it, to interrupt a run at some point. */
  onLine: (line: string) => unknown;
  /** Keeps lines from the terminal. Every test listens; `beforeAll` does if it asks for it. */
  listen(): void;
}

/** Keeps what commands in this process print, for every test of a file. */
export function keepOutput(): Output {
  const output: Output = {
    printed: [],
    onLine: () => {},
    listen() {
      vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
        for (const line of String(text).split('\n').slice(0, -1)) {
          output.printed.push(line);
          output.onLine(line);
        }
        return true;
      });
      vi.spyOn(process.stderr, 'write').mockImplementation(() => true);
    },
  };
  beforeEach(() => {
    output.printed.length = 0;
    output.listen();
  });
  afterEach(() => {
    output.onLine = () => {};
    process.exitCode = undefined;
    vi.restoreAllMocks();
  });
  return output;
}

/** Runs `compare` in this process; returns the exit code that the process would have. */
export async function compareHere(flags: readonly string[]): Promise<number> {
  process.exitCode = undefined;
  const command = new Command('compare').exitOverride().configureOutput({ writeErr: () => {} });
  addCompare(command);
  await command.parseAsync(flags, { from: 'user' });
  return Number(process.exitCode ?? 0);
}
