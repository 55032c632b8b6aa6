import { spawn } from 'node:child_process';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('../../dist/bin.js', import.meta.url));

/** A worker in a process of its own. */
export interface RunningWorker {
  /** What it has printed so far, on stdout and stderr. */
  output(): string;
  /** Waits until it has printed a text. */
  says(text: string): Promise<void>;
  kill(signal: NodeJS.Signals): void;
  /** Its exit code, once it has ended. */
  readonly ended: Promise<number | null>;
}

/** Starts `hpa-localize worker`. */
export function startWorker(flags: readonly string[]): RunningWorker {
  const child = spawn(process.execPath, [program, 'worker', ...flags]);
  let output = '';
  let hasEnded = false;
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  return {
    output: () => output,
    async says(text) {
      while (!output.includes(text)) {
        if (hasEnded) {
          throw new Error(`the worker ended before it said "${text}": ${output}`);
        }
        await wait(20);
      }
    },
    kill: (signal) => child.kill(signal),
    ended: new Promise((resolve) => {
      child.on('close', (code) => {
        hasEnded = true;
        resolve(code);
      });
    }),
  };
}
