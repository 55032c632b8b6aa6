import {
  batchNorm,
  relu as clamped,
  conv2d,
  engine,
  type Tensor,
  type Tensor1D,
  type Tensor4D,
  tensor,
  tensor1d,
} from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { StartedBackend } from '../../src/engines/engine.js';
import { startBackend } from '../../src/engines/start-backend.js';
import { filled, largestDeviation, onBackend } from '../support/on-backend.js';

interface Case {
  readonly x: [number, number, number, number];
  readonly filter: [number, number, number, number];
  readonly strides?: [number, number];
  readonly dilations?: [number, number];
  readonly pad?: 'same' | 'valid';
  readonly bias?: boolean;
  /** Whether there is a normalization, and with gamma or without. */
  readonly before?: 'scaled' | 'plain';
  readonly after?: 'scaled' | 'plain';
  readonly relu?: boolean;
}

const EPSILON = { before: 1e-3, after: 1e-5 } as const;

/** The vectors of a normalization of so many channels; variances are above 0. */
function vectorsOf(kind: 'scaled' | 'plain', channels: number, phase: number) {
  const vector = (at: number, base: number) =>
    tensor1d(filled([channels], phase + at).map((value) => base + value / 2));
  return {
    mean: vector(0, 0),
    variance: vector(1, 1),
    beta: vector(2, 0),
    ...(kind === 'scaled' && { gamma: vector(3, 1) }),
  };
}

function inputsOf({ x, filter, bias, before, after }: Case) {
  return {
    x: tensor(filled(x), x) as Tensor4D,
    filter: tensor(filled(filter, 1), filter) as Tensor4D,
    bias: bias ? tensor1d(filled([filter[3]], 2)) : undefined,
    before: before && vectorsOf(before, filter[2], 10),
    after: after && vectorsOf(after, filter[3], 20),
  };
}

/** By one kernel. */
function asOne(shape: Case): Tensor[] {
  const { x, filter, bias, before, after } = inputsOf(shape);
  const named = (vectors: object | undefined, place: string) =>
    Object.fromEntries(Object.entries(vectors ?? {}).map(([name, vector]) => [`${name}${place}`, vector]));
  const { strides = [1, 1], dilations = [1, 1], pad = 'valid', relu = false } = shape;
  const y = engine().runKernel(
    'HpaNormalizedConv2D',
    { x, filter, ...(bias && { bias }), ...named(before, 'Before'), ...named(after, 'After') },
    {
      strideHeight: strides[0],
      strideWidth: strides[1],
      dilationHeight: dilations[0],
      dilationWidth: dilations[1],
      same: pad === 'same' ? 1 : 0,
      relu: relu ? 1 : 0,
      epsilonBefore: EPSILON.before,
      epsilonAfter: EPSILON.after,
    },
  );
  return [y as Tensor];
}

/** By the operations of tfjs-core, one after the other. */
function inTurn(shape: Case): Tensor[] {
  const { x, filter, bias, before, after } = inputsOf(shape);
  const normalized = (y: Tensor4D, place: 'before' | 'after') => {
    const vectors = place === 'before' ? before : after;
    return vectors
      ? batchNorm(
          y,
          vectors.mean as Tensor1D,
          vectors.variance as Tensor1D,
          vectors.beta as Tensor1D,
          'gamma' in vectors ? (vectors.gamma as Tensor1D) : undefined,
          EPSILON[place],
        )
      : y;
  };
  const { strides = [1, 1], dilations = [1, 1], pad = 'valid', relu = false } = shape;
  let y = conv2d(normalized(x, 'before'), filter, strides, pad, 'NHWC', dilations) as Tensor4D;
  y = normalized(bias ? y.add(bias) : y, 'after');
  return [relu ? clamped(y) : y];
}

describe.each([1, 3])('a convolution between normalizations, on %i threads,', (threads) => {
  let started: StartedBackend;
  beforeAll(async () => {
    started = await startBackend('wasm', { threads });
  });
  afterAll(() => started.dispose());

  it.each<[string, Case]>([
    ['none', { x: [2, 6, 7, 5], filter: [3, 3, 5, 20], bias: true }],
    ['after, a ReLU', { x: [2, 6, 7, 5], filter: [3, 3, 5, 20], after: 'scaled', relu: true, pad: 'same' }],
    ['after, without gamma, a bias', { x: [2, 6, 7, 5], filter: [1, 1, 5, 11], after: 'plain', bias: true }],
    ['before', { x: [2, 6, 7, 5], filter: [3, 3, 5, 24], before: 'scaled' }],
    [
      'before, without gamma, a bias and a ReLU',
      { x: [1, 6, 7, 6], filter: [3, 3, 6, 3], before: 'plain', bias: true, relu: true },
    ],
    [
      'both, strides',
      { x: [2, 9, 8, 4], filter: [3, 2, 4, 33], before: 'scaled', after: 'scaled', strides: [2, 3] },
    ],
    [
      'both, gaps',
      { x: [1, 9, 9, 3], filter: [3, 3, 3, 8], before: 'scaled', after: 'plain', dilations: [2, 2] },
    ],
    [
      'more channels than a block of weights',
      { x: [1, 4, 4, 300], filter: [1, 1, 300, 6], before: 'scaled' },
    ],
  ])('agrees with the operations one by one: %s', async (_, shape) => {
    const [actual] = await onBackend('wasm', () => asOne(shape));
    const [expected] = await onBackend('cpu', () => inTurn(shape));
    expect(largestDeviation(actual!, expected!)).toBeLessThan(1e-5);
  });
});
