/**
 * Damages inputs of every format that the product reads, and counts what comes: `npm run fuzz -- --seconds 300`. A damaged
 * input is read as before, read as something else (where the format has no checksum), or refused in words that name its file. Crashes,
 * hangs, memory past the stated bound, tensors left behind and other messages are faults; with one, the exit status is 1.
 * `--only TEXT` takes the formats whose name holds it, `--seed N` other cases, `--case N` one of them.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { Outcome } from './fuzz/attack.js';
import { fuzzCase } from './fuzz/cases.js';
import { FuzzTally } from './fuzz/fuzz-tally.js';

/** Longer than any of the small inputs takes on a busy machine. */
const HANG_MS = 60_000;

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '300' },
    seed: { type: 'string', default: '1' },
    only: { type: 'string' },
    case: { type: 'string' },
    processes: { type: 'string', default: String(availableParallelism()) },
  },
});
const seed = Number(values.seed);
const only = values.only;
const single = values.case === undefined ? undefined : Number(values.case);
const milliseconds = Number(values.seconds) * 1000;
for (const [name, value] of Object.entries({
  seconds: Number(values.seconds),
  seed,
  processes: Number(values.processes),
})) {
  if (!(value >= 0)) {
    throw new Error(`--${name} must be a number of at least 0`);
  }
}

const tally = new FuzzTally();
let next = single ?? 0;

/** Draws cases until the time is over; starts a new process after each one that ended or hung. */
async function attackUntilTheEnd(): Promise<void> {
  let child: ChildProcess | undefined = await startProcess();
  const end = Date.now() + milliseconds;
  while (single === undefined ? Date.now() < end : next === single) {
    const index = next++;
    child ??= await startProcess();
    const outcome = await outcomeOf(child, index);
    tally.add({ index, ...fuzzCase(index, { seed, only }) }, outcome);
    if (outcome === 'crash' || outcome === 'hang') {
      child.kill('SIGKILL');
      child = undefined;
    }
  }
  child?.disconnect();
}

async function startProcess(): Promise<ChildProcess> {
  const child = fork(fileURLToPath(new URL('fuzz/attack-process.ts', import.meta.url)), {
    execArgv: ['--import', 'tsx'],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  await new Promise((resolve, reject) => {
    child.once('message', resolve);
    child.once('exit', (code) =>
      reject(new Error(`a process that reads could not start: it ended with ${code}`)),
    );
  });
  return child;
}

function outcomeOf(child: ChildProcess, index: number): Promise<Outcome | 'crash' | 'hang'> {
  return new Promise((resolve, reject) => {
    const settle = (outcome: Outcome | 'crash' | 'hang') => {
      clearTimeout(timer);
      child.removeAllListeners();
      child.on('error', () => {});
      resolve(outcome);
    };
    const timer = setTimeout(() => settle('hang'), HANG_MS);
    child.once('message', (message: Outcome & { unfit?: string }) => {
      if (message.unfit !== undefined) {
        reject(new Error(message.unfit));
      }
      settle(message);
    });
    // Also what fails after the answer before: a promise that nobody waits for.
    child.once('exit', () => settle('crash'));
    child.send({ index, seed, only }, (error) => error && settle('crash'));
  });
}

const processes = single === undefined ? Number(values.processes) : 1;
await Promise.all(Array.from({ length: processes }, attackUntilTheEnd)).catch((cause: Error) => {
  console.error(cause.message);
  process.exit(2);
});
console.log(tally.table());
if (tally.faults > 0) {
  process.exitCode = 1;
}
