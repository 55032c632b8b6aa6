/**
 * How many times as fast would a training step be on 2, 4, 8 and 16 threads of `wasm`, each with a core of its own, and what limits it?
 *
 *     node --import tsx benchmarks/ring-replay.ts [--only NAME...] [--threads 1,2,4,8,16] [--steps 5] [--rounds 1] [--quick] [--json]
 *
 * NAME is a network benchmark of registry.ts. One thread records a step: the kernels that it calls, how long each range takes that a thread would
 * take, and its own time between calls: JavaScript, and the few kernels of tfjs-backend-wasm that run on it. The rules of the ring of jobs are
 * then replayed with n threads (replay-ring.ts). For as many threads as there are cores the same step is also measured, in processes of their own.
 */
import { availableParallelism } from 'node:os';
import { Command } from 'commander';
import { describeMachine } from './describe-machine.js';
import { measure } from './measure.js';
import { measureInTurns } from './measure-in-turns.js';
import { measureRingCosts } from './measure-ring-costs.js';
import { plan } from './plan.js';
import { positiveInteger } from './positive-integer.js';
import { replayRing } from './replay-ring.js';
import {
  hasFewUnits,
  type KernelLoss,
  kernelLosses,
  LIMITS,
  type Limit,
  limitsAlone,
} from './ring-limits.js';
import type { Activity, RingCosts } from './ring-moves.js';
import { startRecording } from './start-recording.js';
import {
  callingMilliseconds,
  calmestOf,
  jobsOf,
  joinRecordings,
  kernelMilliseconds,
  noLongerThan,
  type StepRecording,
} from './step-recording.js';
import { collectNetwork, WASM_NETWORKS } from './wasm-networks.js';

const DEFAULTS = [
  'gapnet-train-128x128x4-b16',
  'inception-train-128x128x3-b8',
  'resnet-18-train-128x128x4-b16',
];
/** Steps before those that are recorded: V8 compiles hot code during the first ones. */
const WARM_UP = 5;
/** The first step makes the optimizer's averages. */
const QUICK_WARM_UP = 1;
/** Measured steps of a round. */
const REPEATS = 5;
/** Kernels to list. */
const TOP = 12;

/** A step on a number of threads. */
interface Row {
  readonly threads: number;
  readonly predictedMilliseconds: number;
  /** The smallest of all measured steps; absent with more threads than cores. */
  readonly measuredMilliseconds?: number;
  /** Shares of the time of all threads together. */
  readonly activities: Readonly<Record<Activity, number>>;
  /** Of one thread's time of all kernels, the share of jobs that leave threads without units. */
  readonly fewUnits: number;
}

/** What is known of a step. */
interface Scaling {
  readonly benchmark: string;
  readonly jobs: number;
  /** Of a step on one thread, the share of the calling thread's own time. */
  readonly calling: number;
  readonly rows: readonly Row[];
  /** The number of threads for the following. */
  readonly of: number;
  /** Milliseconds of a step if only this limit were there. */
  readonly alone: Readonly<Record<Limit, number>>;
  readonly losses: readonly KernelLoss[];
}

const flags = new Command('node --import tsx benchmarks/ring-replay.ts')
  .option('--only <names...>', 'these benchmarks', collectNetwork, [])
  .option('--threads <list>', 'numbers of threads, besides 1', threadCounts, [2, 4, 8, 16])
  .option(
    '--steps <n>',
    'recorded steps for each number of threads, of which the smallest times count',
    positiveInteger,
    5,
  )
  .option('--rounds <n>', 'how often the measured numbers of threads take turns', positiveInteger, 1)
  .option('--quick', 'small images and one step, to see that everything runs; the times mean nothing', false)
  .option('--json', 'print JSON', false)
  .parse()
  .opts<{
    readonly only: readonly string[];
    readonly threads: readonly number[];
    readonly steps: number;
    readonly rounds: number;
    readonly quick: boolean;
    readonly json: boolean;
  }>();

const threadList = [...new Set([1, ...flags.threads])].sort((a, b) => a - b);
const largest = threadList.at(-1)!;
const costs = await measureRingCosts(largest);
const record = await startRecording();
const scalings: Scaling[] = [];
for (const benchmark of flags.only.length > 0 ? flags.only : DEFAULTS) {
  scalings.push(await scalingOf(benchmark));
}
const text = flags.json
  ? JSON.stringify({ machine: describeMachine(), quick: flags.quick, costs, scalings }, null, 2)
  : [headOf(costs), ...scalings.map(tablesOf)].join('\n\n');
// The engine would keep the process alive.
process.stdout.write(`${text}\n`, () => process.exit(0));

async function scalingOf(wanted: string): Promise<Scaling> {
  const recordings = await recordSteps(wanted);
  const measured = await measureSteps(wanted);
  const undivided = recordings[0]!;
  const kernels = jobsOf(undivided).reduce((sum, job) => sum + kernelMilliseconds(job), 0);
  const rows = recordings.map((recording, index): Row => {
    const { threads } = recording;
    const { milliseconds, activities } = replayRing(recording, costs);
    const shares = Object.entries(activities).map(([activity, time]) => [
      activity,
      time / milliseconds / threads,
    ]);
    const few = jobsOf(undivided).filter((job) => hasFewUnits(job, threads));
    return {
      threads,
      predictedMilliseconds: milliseconds,
      ...(measured[index] !== undefined && { measuredMilliseconds: measured[index] }),
      activities: Object.fromEntries(shares) as Row['activities'],
      fewUnits: few.reduce((sum, job) => sum + kernelMilliseconds(job), 0) / kernels,
    };
  });
  const ends = { divided: recordings.at(-1)!, undivided };
  return {
    benchmark: wanted,
    jobs: jobsOf(undivided).length,
    calling: callingMilliseconds(undivided) / rows[0]!.predictedMilliseconds,
    rows,
    of: largest,
    alone: limitsAlone(ends, costs),
    losses: kernelLosses(ends),
  };
}

/** A step divided among each number of threads. */
async function recordSteps(wanted: string): Promise<StepRecording[]> {
  const benchmark = WASM_NETWORKS.find(({ name }) => name === wanted)!;
  const { quick } = flags;
  const [configuration] = plan(benchmark, {
    engines: ['wasm'],
    threads: [1],
    repeats: 1,
    stockBatch: 1,
    quick,
  });
  const { batch } = configuration!;
  const prepared = await benchmark.prepare({ quick, batch, engine: 'wasm', threads: 1 });
  let step = 0;
  for (let turn = 0; turn < (quick ? QUICK_WARM_UP : WARM_UP); turn++) {
    await prepared.run(step++);
  }
  const recorded: StepRecording[] = [];
  for (let turn = 0; turn < (quick ? 1 : flags.steps); turn++) {
    for (const threads of threadList) {
      recorded.push(await record(() => prepared.run(step++), { threads }));
    }
  }
  await prepared.dispose();
  const calm = calmestOf(recorded);
  const recordings = threadList.map((threads) =>
    joinRecordings(
      recorded.filter((recording) => recording.threads === threads),
      { calm },
    ),
  );
  for (let index = recordings.length - 2; index >= 0; index--) {
    recordings[index] = noLongerThan(recordings[index]!, recordings[index + 1]!);
  }
  return recordings;
}

/** Milliseconds of a step on each number of threads; undefined where there are not enough cores. */
async function measureSteps(wanted: string): Promise<(number | undefined)[]> {
  const benchmark = WASM_NETWORKS.find(({ name }) => name === wanted)!;
  const configurations = plan(benchmark, {
    engines: ['wasm'],
    threads: threadList.filter((threads) => threads <= availableParallelism()),
    repeats: flags.quick ? 1 : REPEATS,
    stockBatch: 1,
    quick: flags.quick,
  });
  const pythons = { pytorch: undefined, 'scikit-learn': undefined };
  const outcomes = await measureInTurns(configurations, {
    rounds: flags.quick ? 1 : flags.rounds,
    measure: (configuration) => measure(configuration, { benchmark, pythons }),
  });
  for (const { configuration, reason } of outcomes) {
    if (reason !== undefined) {
      throw new Error(`${wanted} on ${configuration.threads} threads: ${reason}`);
    }
  }
  return threadList.map((threads) => {
    const seconds = outcomes.find(({ configuration }) => configuration.threads === threads)?.measured
      ?.seconds;
    return seconds && 1000 * Math.min(...seconds);
  });
}

function headOf({ announce, enter, take, transfer, wake }: RingCosts): string {
  const { processor, cores, node } = describeMachine();
  const microseconds = (milliseconds: number) => `${(1000 * milliseconds).toPrecision(2)} µs`;
  return [
    `${processor}, ${cores} cores, Node ${node}${flags.quick ? ', quick: the times mean nothing' : ''}`,
    `The ring: ${microseconds(announce)} to announce a job, ${microseconds(enter)} to enter it, ${microseconds(take)} to take a range, ${microseconds(transfer)} until another thread sees it, ${microseconds(wake)} to wake.`,
  ].join('\n');
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

function tablesOf({ benchmark, jobs, calling, rows, of, alone, losses }: Scaling): string {
  const [one] = rows as [Row, ...Row[]];
  const faster = (milliseconds: number) => (one.predictedMilliseconds / milliseconds).toFixed(2);
  const measured = ({ measuredMilliseconds }: Row) =>
    measuredMilliseconds === undefined
      ? ' | '
      : `${measuredMilliseconds.toFixed(1)} | ${(one.measuredMilliseconds! / measuredMilliseconds).toFixed(2)}`;
  const last = rows.at(-1)!.predictedMilliseconds;
  const titles: Readonly<Record<Limit, string>> = {
    calling: 'JavaScript, and kernels of tfjs-backend-wasm',
    units: 'units: too few, or too unequal',
    ranges: 'kernels that take longer over many ranges',
    ring: 'the ring: announcing, taking, passing on',
  };
  return [
    `## ${benchmark}`,
    '',
    `${jobs} jobs a step; JavaScript is ${percent(calling)} of a step on one thread.`,
    '',
    '| threads | predicted ms | times as fast | measured ms | times as fast | kernels | ring | JavaScript | no job yet | others not done | jobs with few units |',
    '| ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |',
    ...rows.map((row) => {
      const { kernels, ring, calling: own, 'job awaited': job, 'others awaited': others } = row.activities;
      const shares = [kernels, ring, own, job, others, row.fewUnits].map(percent).join(' | ');
      const predicted = `${row.predictedMilliseconds.toFixed(1)} | ${faster(row.predictedMilliseconds)}`;
      return `| ${row.threads} | ${predicted} | ${measured(row)} | ${shares} |`;
    }),
    '',
    `| what limits ${of} threads | times as fast, if it alone did |`,
    '| --- | ---: |',
    ...LIMITS.map((limit) => `| ${titles[limit]} | ${faster(alone[limit])} |`),
    '',
    `| kernel | units | in multiples of | jobs | on one thread | times as fast on ${of} | lost, of a step on ${of} |`,
    '| --- | ---: | ---: | ---: | ---: | ---: | ---: |',
    ...losses.slice(0, TOP).map(({ kernel, units, multiple, jobs: runs, milliseconds, speedUp, lost }) => {
      const time = percent(milliseconds / one.predictedMilliseconds);
      return `| ${kernel} | ${units} | ${multiple} | ${runs} | ${time} | ${speedUp.toFixed(1)} | ${percent(lost / last)} |`;
    }),
  ].join('\n');
}

function threadCounts(text: string): readonly number[] {
  return text.split(',').map(positiveInteger);
}
