/**
 * How much of a core's peak do the wasm kernels reach that take most of a training step, with and without fused multiply-add?
 *
 *     node --import tsx benchmarks/kernels-gflops.ts [--turns 10] [--json]
 *
 * Convolutions forward as in inference, their gradients by input and filter, and matrix products, at shapes of GapNet, InceptionV3 and ResNet-18.
 * One thread, the best of all turns; both builds of the kernels take part in each round.
 */
import { startBackend } from '@hpa/backend';
import {
  dispose,
  engine,
  matMul,
  type NamedAttrMap,
  type Rank,
  randomUniform,
  type ShapeMap,
  type Tensor,
} from '@tensorflow/tfjs-core';
import { Command } from 'commander';
import { describeMachine } from './describe-machine.js';
import { multiplyAddPeak } from './multiply-add-peak.js';
import { positiveInteger } from './positive-integer.js';

/** A convolution with stride 1 whose images keep their size. */
interface Convolution {
  readonly of: string;
  /** Images, rows and columns. */
  readonly images: readonly [count: number, height: number, width: number];
  /** Rows and columns, and channels in and out. */
  readonly filter: readonly [height: number, width: number, from: number, to: number];
}

const CONVOLUTIONS: readonly Convolution[] = [
  { of: 'GapNet, 128 px, batch 16', images: [16, 29, 29], filter: [3, 3, 64, 64] },
  { of: 'GapNet, 128 px, batch 16', images: [16, 9, 9], filter: [3, 3, 128, 128] },
  { of: 'InceptionV3, 128 px, batch 8', images: [8, 14, 14], filter: [1, 1, 256, 64] },
  { of: 'InceptionV3, 128 px, batch 8', images: [8, 14, 14], filter: [3, 3, 96, 96] },
  { of: 'InceptionV3, 128 px, batch 8', images: [8, 13, 13], filter: [5, 5, 48, 64] },
  { of: 'InceptionV3, 128 px, batch 8', images: [8, 6, 6], filter: [1, 7, 160, 160] },
  { of: 'InceptionV3, 299 px, batch 8', images: [8, 17, 17], filter: [1, 7, 192, 192] },
  { of: 'ResNet-18, 128 px, batch 16', images: [16, 32, 32], filter: [3, 3, 64, 64] },
  { of: 'ResNet-18, 128 px, batch 16', images: [16, 16, 16], filter: [3, 3, 128, 128] },
  { of: 'ResNet-18, 128 px, batch 16', images: [16, 8, 8], filter: [3, 3, 256, 256] },
  { of: 'ResNet-18, 128 px, batch 16', images: [16, 4, 4], filter: [3, 3, 512, 512] },
];
/** Rows of the first factor, its columns, and columns of the second. */
const PRODUCTS = [
  { of: 'InceptionV3, its dense layer, batch 8', sizes: [8, 2048, 512] },
  { of: 'a square', sizes: [512, 512, 512] },
] as const;

type Build = 'separate' | 'fused';

/** An operation that is timed, with its inputs. */
interface Work {
  readonly title: string;
  /** Multiplications and additions. */
  readonly operations: number;
  readonly inputs: readonly Tensor[];
  readonly run: () => Tensor;
}

const ROUNDS = 3;

const { turns, json } = new Command('node --import tsx benchmarks/kernels-gflops.ts')
  .option('--turns <n>', `how often all work is done in each of ${ROUNDS} rounds`, positiveInteger, 10)
  .option('--json', 'print JSON instead of a Markdown table', false)
  .parse()
  .opts<{ readonly turns: number; readonly json: boolean }>();

const first = await startBackend('wasm', { threads: 1 });
const builds: readonly Build[] = first.fusedMultiplyAdd ? ['separate', 'fused'] : ['separate'];
first.dispose();

const peaks = builds.map((build) => multiplyAddPeak({ fused: build === 'fused' }));
/** 10^9 operations a second, by title, one number a build. */
const best = new Map<string, number[]>();
for (let round = 0; round < ROUNDS; round++) {
  for (const [column, build] of builds.entries()) {
    const { dispose: end } = await startBackend('wasm', { threads: 1, fusedMultiplyAdd: build === 'fused' });
    const works = [...CONVOLUTIONS.flatMap(convolutionWork), ...PRODUCTS.map(productWork)];
    for (let turn = 0; turn < turns; turn++) {
      for (const work of works) {
        const speed = time(work);
        const row = best.get(work.title) ?? builds.map(() => 0);
        best.set(
          work.title,
          row.map((before, index) => (index === column ? Math.max(before, speed) : before)),
        );
      }
    }
    dispose(works.flatMap(({ inputs }) => inputs));
    end();
  }
}
if (json) {
  const rows = [...best].map(([title, gflops]) => ({ title, gflops }));
  console.log(JSON.stringify({ machine: describeMachine(), builds, peaks, rows }, null, 2));
} else {
  console.log(toMarkdown());
}

/** 10^9 operations a second. On one thread a kernel has ended when the call returns. */
function time({ operations, run }: Work): number {
  const started = performance.now();
  const result = run();
  const seconds = (performance.now() - started) / 1000;
  result.dispose();
  return operations / seconds / 1e9;
}

function convolutionWork({ of, images, filter }: Convolution): Work[] {
  const [count, rows, columns] = images;
  const [height, width, from, to] = filter;
  const x = draw<Rank.R4>([count, rows, columns, from]);
  const w = draw<Rank.R4>([height, width, from, to]);
  const dy = draw<Rank.R4>([count, rows, columns, to]);
  const attributes = { strides: [1, 1], pad: 'same', dataFormat: 'NHWC', dimRoundingMode: null };
  const operations = 2 * count * rows * columns * height * width * from * to;
  const shape = `${height}x${width}, ${from} to ${to}, at ${rows}x${columns} (${of})`;
  const work = (name: string, kernel: string, inputs: Record<string, Tensor>, attrs: object): Work => ({
    title: `${name} ${shape}`,
    operations,
    inputs: Object.values(inputs),
    run: () => engine().runKernel(kernel, inputs, { ...attributes, ...attrs } as unknown as NamedAttrMap),
  });
  return [
    work('convolution', 'Conv2D', { x, filter: w }, { dilations: [1, 1] }),
    work('its input gradient', 'Conv2DBackpropInput', { dy, filter: w }, { inputShape: x.shape }),
    work('its filter gradient', 'Conv2DBackpropFilter', { x, dy }, { filterShape: w.shape }),
  ];
}

function productWork({ of, sizes: [rows, inner, columns] }: (typeof PRODUCTS)[number]): Work {
  const [a, b] = [draw<Rank.R2>([rows, inner]), draw<Rank.R2>([inner, columns])];
  return {
    title: `product ${rows}x${inner} by ${inner}x${columns} (${of})`,
    operations: 2 * rows * inner * columns,
    inputs: [a, b],
    run: () => matMul(a, b),
  };
}

function draw<R extends Rank>(shape: ShapeMap[R]): Tensor<R> {
  return randomUniform<R>(shape, -1, 1, 'float32', 1);
}

function toMarkdown(): string {
  const { processor, cores, node } = describeMachine();
  const names = { separate: 'in two steps', fused: 'fused' };
  const percent = (share: number) => `${Math.round(100 * share)} %`;
  return [
    `GFLOP/s of one thread, and of the peak of a core; ${processor}, ${cores} cores, Node ${node}`,
    '',
    `| kernel | ${builds.map((build) => `${names[build]} | of the peak`).join(' | ')} |`,
    `| :- | ${builds.map(() => '-: | -:').join(' | ')} |`,
    `| peak, in registers | ${peaks.map((peak) => `${peak.toFixed(1)} | `).join(' | ')} |`,
    ...[...best].map(
      ([title, row]) =>
        `| ${title} | ${row.map((speed, index) => `${speed.toFixed(1)} | ${percent(speed / peaks[index]!)}`).join(' | ')} |`,
    ),
  ].join('\n');
}
