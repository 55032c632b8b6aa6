import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { afterEach, beforeEach, expect, test } from 'vitest';

// A process that trains is killed at random moments of its work, from its first line on, and started again each time.

const SCRIPT = fileURLToPath(new URL('../support/train-until-killed.ts', import.meta.url));

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hpa-killed-'));
});
afterEach(() => rm(folder, { recursive: true }));

function start(engine: string, into: string): ChildProcess {
  return spawn(process.execPath, ['--import', 'tsx', SCRIPT, engine, into], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

const ended = (child: ChildProcess) =>
  new Promise<number | string | null>((resolve) => {
    child.once('exit', (code, signal) => resolve(signal ?? code));
  });

/** Resolves with the first line, or once the process has ended. */
const firstLine = (child: ChildProcess) =>
  new Promise<void>((resolve) => {
    child.stdout!.once('data', () => resolve());
    child.once('exit', () => resolve());
  });

const resultsOf = async (path: string) => ({
  weights: await readFile(join(path, 'weights.bin'), 'latin1'),
  history: await readFile(join(path, 'history.json'), 'utf8'),
  rows: (await readFile(join(path, 'history.csv'), 'utf8')).split('\n').map((row) => row.split(',', 4)),
});

test.each([
  ['cpu', 12, 1],
  ['wasm', 13, 2],
] as const)(
  'on %s, a run killed at %i random moments ends with the bytes of one that was not',
  async (engine, kills, seed) => {
    const random = xoroshiro128plus(seed);
    const whole = await mkdtemp(join(folder, 'whole-'));
    const started = start(engine, whole);
    const end = ended(started);
    await firstLine(started);
    const firstMs = performance.now();
    expect(await end).toBe(0);
    // What is left after the first step, as long as this machine takes for it.
    const spanMs = performance.now() - firstMs;
    const expected = await resultsOf(whole);

    let runs = 0;
    let killed = 0;
    while (killed < kills) {
      const path = await mkdtemp(join(folder, 'killed-'));
      runs += 1;
      for (;;) {
        const child = start(engine, path);
        const endOfChild = ended(child);
        await firstLine(child);
        if (killed < kills) {
          const timer = setTimeout(() => child.kill('SIGKILL'), uniformInt(random, 0, Math.ceil(spanMs / 3)));
          const how = await endOfChild;
          clearTimeout(timer);
          if (how === 'SIGKILL') {
            killed += 1;
            continue;
          }
          expect(how).toBe(0);
        } else {
          expect(await endOfChild).toBe(0);
        }
        break;
      }
      expect(await resultsOf(path)).toEqual(expected);
    }
    console.log(`${engine}: killed ${killed} times in ${runs} runs`);
  },
  1_800_000,
);
