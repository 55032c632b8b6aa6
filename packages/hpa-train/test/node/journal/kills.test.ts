import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';
import { expect, it } from 'vitest';
import { seededRandom } from '../../../src/seeded-random.js';

const newFolder = () => mkdtempSync(join(tmpdir(), 'search-'));

// Bundled, it starts ten times as fast.
const PROGRAM = join(newFolder(), 'searching-process.mjs');
buildSync({
  entryPoints: [fileURLToPath(new URL('./searching-process.ts', import.meta.url))],
  outfile: PROGRAM,
  bundle: true,
  platform: 'node',
  format: 'esm',
});

interface Searching {
  readonly child: ChildProcess;
  /** What it printed, once it has ended by itself; null if it was killed. */
  readonly printed: Promise<string | null>;
}

function start(folder: string, { stepMs = 0, processes = 1 } = {}): Searching {
  const child = spawn(process.execPath, [PROGRAM, folder, `${stepMs}`, `${processes}`], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  let errors = '';
  child.stdout.on('data', (chunk) => {
    output += chunk;
  });
  child.stderr.on('data', (chunk) => {
    errors += chunk;
  });
  const printed = once(child, 'close').then(([code, signal]) => {
    if (signal === 'SIGKILL') {
      return null;
    }
    expect(errors).toBe('');
    expect(code).toBe(0);
    return output;
  });
  return { child, printed };
}

/** The steps of all processes: the process, the trial, the step. */
function stepsIn(folder: string): [pid: number, trial: number, step: number][] {
  const log = join(folder, 'steps.log');
  return existsSync(log)
    ? readFileSync(log, 'utf8')
        .trimEnd()
        .split('\n')
        .map((line) => line.split(' ').map(Number) as [number, number, number])
    : [];
}

/** Kills a process some milliseconds after it has done some steps, unless it ends before. */
async function killAfter(
  { child, printed }: Searching,
  { folder, steps, milliseconds }: { folder: string; steps: number; milliseconds: number },
): Promise<string | null> {
  while (child.exitCode === null && stepsIn(folder).filter(([pid]) => pid === child.pid).length < steps) {
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  await new Promise((resolve) => setTimeout(resolve, milliseconds));
  child.kill('SIGKILL');
  return printed;
}

it('resumes after kills at random moments with the trials of an uninterrupted search', async () => {
  const whole = newFolder();
  const expected = await start(whole).printed;

  const folder = newFolder();
  const random = seededRandom([8, 'kills']);
  let kills = 0;
  for (; kills < 12; kills++) {
    const moment = { folder, steps: random.integer([0, 4]), milliseconds: random.integer([0, 8]) };
    if ((await killAfter(start(folder, { stepMs: 2 }), moment)) !== null) {
      break;
    }
  }
  expect(kills).toBeGreaterThan(5);
  expect(await start(folder).printed).toBe(expected);

  // A trial goes on from its checkpoint: a kill costs at most the step under way.
  expect(stepsIn(folder).length).toBeLessThanOrEqual(stepsIn(whole).length + kills);
  const kept = (path: string) => readdirSync(path).filter((name) => name.startsWith('trial-'));
  expect(kept(whole)).toHaveLength(2);
  expect(kept(folder)).toEqual(kept(whole));
  expect(readdirSync(join(folder, 'workers'))).toEqual([]);
});

it('is shared by three processes, of which one is killed: every trial is run once', async () => {
  const folder = newFolder();
  const processes = [1, 2, 3].map(() => start(folder, { stepMs: 10, processes: 3 }));
  await killAfter(processes[0]!, { folder, steps: 3, milliseconds: 5 });
  const [killed, ...printed] = await Promise.all(processes.map((each) => each.printed));
  expect(killed).toBeNull();
  const [first, second] = printed.map((text) => JSON.parse(text!));
  expect(first).toEqual(second);

  const states = first.trials.map(({ state }: { state: string }) => state);
  expect(states).toHaveLength(16);
  expect(states).not.toContain('running');
  // The three that crash do so in whichever process.
  expect([5, 12].filter((number) => states[number] === 'complete')).toEqual([]);

  const steps = stepsIn(folder);
  const times = new Map<string, number>();
  for (const [, trial, step] of steps) {
    times.set(`${trial}.${step}`, (times.get(`${trial}.${step}`) ?? 0) + 1);
  }
  // The killed process had one step under way at most.
  expect([...times.values()].filter((count) => count > 1)).toEqual(
    expect.toSatisfy((repeated: number[]) => repeated.length <= 1 && repeated.every((count) => count === 2)),
  );
  expect(new Set(steps.map(([pid]) => pid)).size).toBe(3);
});
