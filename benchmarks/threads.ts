/**
 * How long does a training step of small images take on 1, 2, 4 and 8 threads, on a quiet machine and beside busy processes?
 *
 *     npx tsx benchmarks/threads.ts [--seconds 60] [--build DIR...] [--busy 0,2] [--threads 1,2,4,8] [--size 32] [--batch 16] [--json]
 *
 * Trains GapNet-PL on wasm. Each --build is a checkout of this repository with its packages installed and built, for instance of an
 * older commit; it is measured beside this one. Builds, numbers of threads and loads take turns, so other load affects all
 * alike. `taskset -c 0,1 npx tsx benchmarks/threads.ts` measures on two cores of a larger machine: the busy processes stay on
 * them too.
 */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { Command, InvalidArgumentError } from 'commander';
import { describeMachine } from './describe-machine.js';
import { median } from './median.js';
import type { ThreadsMeasurement } from './threads-measurement.js';

const ROUNDS = 3;
const WARM_UP_SECONDS = 2;

/** One row of the table. */
interface Row {
  readonly build: string;
  /** Processes that keep a core busy all the time. */
  readonly busy: number;
  readonly threads: number | undefined;
  /** Of each measured step. */
  readonly milliseconds: number[];
}

const here = resolve(fileURLToPath(new URL('..', import.meta.url)));
const flags = new Command('npx tsx benchmarks/threads.ts')
  .option('--seconds <n>', 'how long to measure altogether, without warming up', positiveNumber, 60)
  .option('--build <folder...>', 'further checkouts to measure, with their packages installed and built')
  .option('--busy <list>', 'numbers of busy processes', integers, [0, 2])
  .option('--threads <list>', 'numbers of threads, or `default`', threadCounts, [1, 2, 4, 8])
  .option('--size <n>', 'height and width of images in pixels', positiveNumber, 32)
  .option('--batch <n>', 'images per step', positiveNumber, 16)
  .option('--json', 'print JSON instead of a Markdown table', false)
  .parse()
  .opts<{
    readonly seconds: number;
    readonly build?: readonly string[];
    readonly busy: readonly number[];
    readonly threads: readonly (number | undefined)[];
    readonly size: number;
    readonly batch: number;
    readonly json: boolean;
  }>();

const builds = [...(flags.build ?? []).map((folder) => resolve(folder)), here];
const rows: readonly Row[] = flags.busy.flatMap((busy) =>
  flags.threads.flatMap((threads) =>
    builds.map((build): Row => ({ build, busy, threads, milliseconds: [] })),
  ),
);
for (let round = 0; round < ROUNDS; round++) {
  for (const { milliseconds, ...row } of rows) {
    const seconds = flags.seconds / rows.length / ROUNDS;
    milliseconds.push(...(await besideBusyProcesses(row.busy, () => measure({ ...row, seconds }))));
  }
  console.error(`round ${round + 1} of ${ROUNDS} done`);
}
if (flags.json) {
  console.log(JSON.stringify({ machine: describeMachine(), rows }, null, 2));
} else {
  console.log(toMarkdown());
}

/** Milliseconds of each step. */
async function measure(
  row: Pick<ThreadsMeasurement, 'build' | 'threads' | 'seconds'>,
): Promise<readonly number[]> {
  const measurement: ThreadsMeasurement = {
    ...row,
    batch: flags.batch,
    size: flags.size,
    warmUpSeconds: WARM_UP_SECONDS,
  };
  const script = fileURLToPath(new URL('threads-process.ts', import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, [
    '--import',
    'tsx',
    script,
    JSON.stringify(measurement),
  ]);
  const { milliseconds } = JSON.parse(stdout.trim().split('\n').at(-1)!) as {
    readonly milliseconds: readonly number[];
  };
  return milliseconds;
}

/** Runs something while other processes each keep a core busy. */
async function besideBusyProcesses<Result>(busy: number, run: () => Promise<Result>): Promise<Result> {
  const processes: ChildProcess[] = [];
  for (let index = 0; index < busy; index++) {
    processes.push(spawn(process.execPath, ['--eval', 'for (;;) {}'], { stdio: 'ignore' }));
  }
  try {
    return await run();
  } finally {
    for (const busyProcess of processes) {
      const ended = once(busyProcess, 'exit');
      busyProcess.kill();
      await ended;
    }
  }
}

/** Median milliseconds per step, and how many times those of one thread beside the same load. */
function toMarkdown(): string {
  const { processor, cores, node } = describeMachine();
  const columns = builds.map((build) => (build === here ? 'this build' : build));
  const lines = [
    `GapNet-PL, training steps of ${flags.batch} images of ${flags.size} x ${flags.size}; ${processor}, ${cores} cores, Node ${node}`,
    '',
    `| busy processes | threads | ${columns.map((name) => `ms per step, ${name} | times one thread`).join(' | ')} |`,
    `| -: | -: | ${columns.map(() => '-: | -:').join(' | ')} |`,
  ];
  for (const busy of flags.busy) {
    for (const threads of flags.threads) {
      const cells = builds.map((build) => {
        const milliseconds = medianOf({ build, busy, threads });
        const one = flags.threads.includes(1) ? medianOf({ build, busy, threads: 1 }) : Number.NaN;
        return `${milliseconds.toFixed(1)} | ${Number.isNaN(one) ? '' : (milliseconds / one).toFixed(2)}`;
      });
      lines.push(`| ${busy} | ${threads ?? 'default'} | ${cells.join(' | ')} |`);
    }
  }
  return lines.join('\n');
}

function medianOf({ build, busy, threads }: Omit<Row, 'milliseconds'>): number {
  const row = rows.find(
    (candidate) => candidate.build === build && candidate.busy === busy && candidate.threads === threads,
  )!;
  return median(row.milliseconds);
}

function positiveNumber(text: string): number {
  const number = Number(text);
  if (!(number > 0 && number < Number.POSITIVE_INFINITY)) {
    throw new InvalidArgumentError('expected a number above 0.');
  }
  return number;
}

function integers(text: string): readonly number[] {
  return text.split(',').map((item) => {
    if (!/^\d+$/.test(item)) {
      throw new InvalidArgumentError('expected integers, separated by commas.');
    }
    return Number(item);
  });
}

function threadCounts(text: string): readonly (number | undefined)[] {
  return text.split(',').map((item) => {
    if (item === 'default') {
      return undefined;
    }
    return positiveNumber(item);
  });
}
