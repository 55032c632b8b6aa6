import { engine, type Tensor, tensor, tensor1d } from '@tensorflow/tfjs-core';
import { filled } from './on-backend.js';

const [ROWS, CHANNELS] = [700, 7];
const SHAPE = [7, 10, 10, CHANNELS];
const EPSILON = 1e-3;
const MOMENTUM = 0.9;

// Means are a hundred times the deviation, so E[x^2] - E[x]^2 would lose five of seven digits.
const x = filled(SHAPE).map((value) => 100 + value);
const dy = filled(SHAPE, 2);
const vectors = {
  beta: filled([CHANNELS], 3),
  gamma: filled([CHANNELS], 4).map((value) => 1 + value / 2),
  movingMean: filled([CHANNELS], 5),
  movingVariance: filled([CHANNELS], 6).map((value) => 1 + value / 2),
};

/** With or without gamma, and with no ReLU, with one, or with one that has a ceiling. */
export interface BatchNormCase {
  readonly scaled: boolean;
  /** 0 for no ReLU. */
  readonly ceiling: number;
}

export const BATCH_NORM_CASES: readonly BatchNormCase[] = [true, false].flatMap((scaled) =>
  [0, Number.POSITIVE_INFINITY, 0.5].map((ceiling) => ({ scaled, ceiling })),
);

/** Runs both kernels on the current backend: all results of HpaBatchNorm, then those of HpaBatchNormGrad. */
export function runBatchNorm({ scaled, ceiling }: BatchNormCase): Tensor[] {
  const [input, gradient] = [tensor(x, SHAPE), tensor(dy, SHAPE)];
  const gamma = scaled ? { gamma: tensor1d(vectors.gamma) } : {};
  const forward = engine().runKernel(
    'HpaBatchNorm',
    {
      x: input,
      beta: tensor1d(vectors.beta),
      movingMean: tensor1d(vectors.movingMean),
      movingVariance: tensor1d(vectors.movingVariance),
      ...gamma,
    },
    { epsilon: EPSILON, momentum: MOMENTUM, ceiling },
  ) as unknown as Tensor[];
  const [y, mean, inverseStd] = forward as [Tensor, Tensor, Tensor];
  const backward = engine().runKernel(
    'HpaBatchNormGrad',
    { x: input, dy: gradient, mean, inverseStd, ...gamma, ...(ceiling > 0 && { y }) },
    { ceiling },
  ) as unknown as Tensor[];
  return [...forward, ...backward];
}

/** The same from the formulas, in double precision. */
export function batchNormInDouble({ scaled, ceiling }: BatchNormCase): number[][] {
  const channels = Array.from({ length: CHANNELS }, (_, c) => {
    const column = (values: Float32Array) =>
      Array.from({ length: ROWS }, (_, row) => values[CHANNELS * row + c]!);
    const average = (values: readonly number[]) => values.reduce((total, value) => total + value, 0) / ROWS;
    const values = column(x);
    const mean = average(values);
    const variance = average(values.map((value) => (value - mean) ** 2));
    const inverseStd = 1 / Math.sqrt(variance + EPSILON);
    const gamma = scaled ? vectors.gamma[c]! : 1;
    const xhat = values.map((value) => (value - mean) * inverseStd);
    const normalized = xhat.map((value) => gamma * value + vectors.beta[c]!);
    const hides = (value: number) => ceiling > 0 && (value <= 0 || value >= ceiling);
    const gradients = column(dy).map((gradient, row) => (hides(normalized[row]!) ? 0 : gradient));
    const meanGradient = average(gradients);
    const meanProduct = average(gradients.map((gradient, row) => gradient * xhat[row]!));
    return {
      y: normalized.map((value) => (ceiling > 0 ? Math.min(Math.max(0, value), ceiling) : value)),
      mean,
      inverseStd,
      movingMean: MOMENTUM * vectors.movingMean[c]! + (1 - MOMENTUM) * mean,
      movingVariance: MOMENTUM * vectors.movingVariance[c]! + (1 - MOMENTUM) * variance,
      dx: gradients.map(
        (gradient, row) => gamma * inverseStd * (gradient - meanGradient - xhat[row]! * meanProduct),
      ),
      dbeta: ROWS * meanGradient,
      dgamma: ROWS * meanProduct,
    };
  });
  const vector = (name: 'mean' | 'inverseStd' | 'movingMean' | 'movingVariance' | 'dbeta' | 'dgamma') =>
    channels.map((channel) => channel[name]);
  const map = (name: 'y' | 'dx') =>
    Array.from(
      { length: ROWS * CHANNELS },
      (_, i) => channels[i % CHANNELS]![name][Math.floor(i / CHANNELS)]!,
    );
  return [
    map('y'),
    vector('mean'),
    vector('inverseStd'),
    vector('movingMean'),
    vector('movingVariance'),
    map('dx'),
    vector('dbeta'),
    vector('dgamma'),
  ];
}
