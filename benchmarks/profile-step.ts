/**
 * Where does the time of a step go, on `wasm` with one thread: which kernels, of which shapes, and how much is JavaScript between them?
 *
 *     node --import tsx benchmarks/profile-step.ts [--only NAME...] [--top 12] [--json]
 *
 * NAME is a network benchmark of registry.ts; by default all that train. Each kernel is timed by itself, and each the smallest of a few steps, after steps that warm up; what a
 * whole step takes beyond their sum is JavaScript: tfjs-core, gradients and garbage.
 */
import { startBackend } from '@hpa/backend';
import { getBackend, getKernel, profile } from '@tensorflow/tfjs-core';
import { Command } from 'commander';
import { describeMachine } from './describe-machine.js';
import { positiveInteger } from './positive-integer.js';
import { collectNetwork, WASM_NETWORKS } from './wasm-networks.js';

const WARM_UP = 3;
const STEPS = 5;

/** Kernels of one name and shape in a step. */
interface Row {
  readonly kernel: string;
  readonly shapes: string;
  readonly count: number;
  readonly milliseconds: number;
}

/** The time of one step. */
interface Profile {
  readonly benchmark: string;
  readonly stepMilliseconds: number;
  readonly kernelMilliseconds: number;
  readonly rows: readonly Row[];
}

const flags = new Command('node --import tsx benchmarks/profile-step.ts')
  .option('--only <names...>', 'these benchmarks', collectNetwork, [])
  .option('--top <n>', 'kernels and shapes to list', positiveInteger, 12)
  .option('--json', 'print JSON', false)
  .parse()
  .opts<{ readonly only: readonly string[]; readonly top: number; readonly json: boolean }>();

const { device } = await startBackend('wasm', { threads: 1 });
const chosen = WASM_NETWORKS.filter((benchmark) =>
  flags.only.length > 0 ? flags.only.includes(benchmark.name) : benchmark.name.includes('-train-'),
);
const profiles: Profile[] = [];
for (const { name } of chosen) {
  profiles.push(await profileStep(name));
}
const text = flags.json
  ? JSON.stringify({ machine: describeMachine(), device, profiles }, null, 2)
  : [`${device}, Node ${process.version}`, ...profiles.map(tableOf)].join('\n\n');
// The engine would keep the process alive. Ended earlier, it would write only what the pipe has room for.
process.stdout.write(`${text}\n`, () => process.exit(0));

async function profileStep(wanted: string): Promise<Profile> {
  const benchmark = WASM_NETWORKS.find(({ name }) => name === wanted)!;
  const prepared = await benchmark.prepare({
    quick: false,
    batch: benchmark.batch,
    engine: 'wasm',
    threads: 1,
  });
  let step = 0;
  const seconds: number[] = [];
  for (let turn = 0; turn < WARM_UP + STEPS; turn++) {
    const started = performance.now();
    await prepared.run(step++);
    seconds.push(performance.now() - started);
  }
  const groups = new Map<string, { kernel: string; shapes: string; times: number[][] }>();
  for (let turn = 0; turn < STEPS; turn++) {
    const { kernels } = await profile(async () => {
      await prepared.run(step++);
      return [];
    });
    const seen = new Map<string, number[]>();
    for (const { name: kernel, inputShapes, kernelTimeMs } of kernels) {
      // An operation that is made of kernels is listed beside them.
      if ((getKernel(kernel, getBackend()) as object | undefined) !== undefined) {
        const shapes = inputShapes.slice(0, 2).map((shape) => `[${shape?.join(', ') ?? ''}]`);
        const key = `${kernel} ${shapes.join(' ')}`;
        const times = seen.get(key) ?? [];
        times.push(Number(await kernelTimeMs));
        seen.set(key, times);
        groups.set(key, groups.get(key) ?? { kernel, shapes: shapes.join(' '), times: [] });
      }
    }
    for (const [key, times] of seen) {
      groups.get(key)!.times.push(times);
    }
  }
  await prepared.dispose();
  const rows = [...groups.values()]
    .map(({ kernel, shapes, times }) => ({
      kernel,
      shapes,
      count: times[0]!.length,
      milliseconds: Math.min(...times.map((turn) => turn.reduce((sum, time) => sum + time, 0))),
    }))
    .sort((a, b) => b.milliseconds - a.milliseconds);
  return {
    benchmark: wanted,
    stepMilliseconds: Math.min(...seconds.slice(WARM_UP)),
    kernelMilliseconds: rows.reduce((sum, { milliseconds }) => sum + milliseconds, 0),
    rows,
  };
}

function tableOf({ benchmark, stepMilliseconds, kernelMilliseconds, rows }: Profile): string {
  const share = (milliseconds: number) => `${((100 * milliseconds) / stepMilliseconds).toFixed(1)} %`;
  const byKernel = new Map<string, { count: number; milliseconds: number }>();
  for (const { kernel, count: times, milliseconds } of rows) {
    const known = byKernel.get(kernel) ?? { count: 0, milliseconds: 0 };
    byKernel.set(kernel, { count: known.count + times, milliseconds: known.milliseconds + milliseconds });
  }
  const kernels = [...byKernel].sort(([, a], [, b]) => b.milliseconds - a.milliseconds).slice(0, flags.top);
  return [
    `## ${benchmark}`,
    '',
    `kernels ${share(kernelMilliseconds)}, JavaScript ${share(Math.max(0, stepMilliseconds - kernelMilliseconds))} of a step`,
    '',
    '| kernel | runs | of a step |',
    '| --- | ---: | ---: |',
    ...kernels.map(
      ([kernel, { count: times, milliseconds }]) => `| ${kernel} | ${times} | ${share(milliseconds)} |`,
    ),
    '',
    '| kernel | shapes | runs | of a step |',
    '| --- | --- | ---: | ---: |',
    ...rows
      .slice(0, flags.top)
      .map(
        ({ kernel, shapes, count: times, milliseconds }) =>
          `| ${kernel} | ${shapes} | ${times} | ${share(milliseconds)} |`,
      ),
  ].join('\n');
}
