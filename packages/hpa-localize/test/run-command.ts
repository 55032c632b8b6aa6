import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('../dist/bin.js', import.meta.url));

/** What a command printed and how it ended. */
export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs a command as a user does, in a process of its own.
 *
 * @param interruptAt Sends a signal, SIGINT by default, once, as soon as stdout holds this text.
 */
export function runCommand(
  name:
    | 'compare'
    | 'predict'
    | 'explain'
    | 'embed'
    | 'export'
    | 'prepare'
    | 'contact-sheet'
    | 'tune'
    | 'worker',
  args: readonly string[],
  options: { readonly interruptAt?: string; readonly signal?: NodeJS.Signals } = {},
): Promise<Finished> {
  return runProgram([name, ...args], options);
}

/** Runs `hpa-localize` with any arguments. */
export function runProgram(
  args: readonly string[],
  {
    interruptAt,
    signal = 'SIGINT',
  }: { readonly interruptAt?: string; readonly signal?: NodeJS.Signals } = {},
): Promise<Finished> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [program, ...args]);
    let stdout = '';
    let stderr = '';
    let interrupted = false;
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
      if (interruptAt !== undefined && !interrupted && stdout.includes(interruptAt)) {
        interrupted = true;
        child.kill(signal);
      }
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, stdout, stderr }));
  });
}
