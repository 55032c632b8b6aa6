import { readFileSync } from 'node:fs';
import { choice } from '../../src/search/space/choice.js';
import type { Parameters, Space } from '../../src/search/space/dimension.js';
import { integer } from '../../src/search/space/integer.js';
import { logUniform } from '../../src/search/space/log-uniform.js';
import { uniform } from '../../src/search/space/uniform.js';
import { when } from '../../src/search/space/when.js';

// The spaces of goldens/optuna-search.py.

interface Benchmark {
  readonly space: Space;
  readonly objective: (parameters: Parameters) => number;
}

type Numbers = Readonly<Record<string, number>>;

const TABLE: Numbers = JSON.parse(
  readFileSync(new URL('../goldens/training-sweep.json', import.meta.url), 'utf8'),
);

function branin({ x, y }: Numbers): number {
  const valley = y! - (5.1 / (4 * Math.PI ** 2)) * x! ** 2 + (5 / Math.PI) * x! - 6;
  return valley ** 2 + 10 * (1 - 1 / (8 * Math.PI)) * Math.cos(x!) + 10;
}

const ALPHA = [1, 1.2, 3, 3.2];
const A = [
  [10, 3, 17, 3.5, 1.7, 8],
  [0.05, 10, 17, 0.1, 8, 14],
  [3, 3.5, 1.7, 10, 17, 8],
  [17, 8, 0.05, 10, 0.1, 14],
];
const P = [
  [0.1312, 0.1696, 0.5569, 0.0124, 0.8283, 0.5886],
  [0.2329, 0.4135, 0.8307, 0.3736, 0.1004, 0.9991],
  [0.2348, 0.1451, 0.3522, 0.2883, 0.3047, 0.665],
  [0.4047, 0.8828, 0.8732, 0.5743, 0.1091, 0.0381],
];

function hartmann6(parameters: Numbers): number {
  const x = Object.values(parameters);
  const sum = (row: number) =>
    x.reduce((total, each, i) => total + A[row]![i]! * (each - P[row]![i]!) ** 2, 0);
  return -ALPHA.reduce((total, alpha, row) => total + alpha * Math.exp(-sum(row)), 0);
}

function rosenbrock({ x0, x1, x2 }: Numbers): number {
  const step = (a: number, b: number) => 100 * (b - a ** 2) ** 2 + (1 - a) ** 2;
  return step(x0!, x1!) + step(x1!, x2!);
}

function conditional({ rate, layers, optimizer, momentum }: Parameters): number {
  const log = Math.log10(rate as number);
  const loss = ((layers as number) - 5) ** 2 / 20;
  return optimizer === 'adam'
    ? loss + 0.2 + (log + 3) ** 2
    : loss + (log + 1 + 1.5 * (momentum as number)) ** 2 + 4 * ((momentum as number) - 0.8) ** 2;
}

function training({ rate, optimizer, momentum, width, batchSize, l2 }: Parameters): number {
  const setting = [rate, optimizer, momentum, width, batchSize, l2];
  return TABLE[setting.filter((value) => value !== undefined).join(' ')]!;
}

const six = Object.fromEntries([0, 1, 2, 3, 4, 5].map((index) => [`x${index}`, uniform(0, 1)]));
const wide = uniform(-2, 2);

export const BENCHMARKS = {
  branin: { space: { x: uniform(-5, 10), y: uniform(0, 15) }, objective: (p) => branin(p as Numbers) },
  hartmann6: { space: six, objective: (p) => hartmann6(p as Numbers) },
  rosenbrock: { space: { x0: wide, x1: wide, x2: wide }, objective: (p) => rosenbrock(p as Numbers) },
  conditional: {
    space: {
      rate: logUniform(1e-5, 1),
      layers: integer(1, 8),
      optimizer: choice(['adam', 'sgd']),
      momentum: when('optimizer', 'sgd', uniform(0, 0.99)),
    },
    objective: conditional,
  },
  training: {
    space: {
      rate: integer(0, 9),
      optimizer: choice(['adam', 'sgd']),
      momentum: when('optimizer', 'sgd', choice([0, 0.6, 0.9])),
      width: choice([4, 12, 36]),
      batchSize: choice([8, 24, 80]),
      l2: choice([0, 0.003]),
    },
    objective: training,
  },
} satisfies Record<string, Benchmark>;
