import {
  add,
  batchNorm,
  grad,
  mean,
  minimum,
  mul,
  relu,
  relu6,
  selu,
  sum,
  type Tensor,
  type Tensor4D,
  tensor,
  tensor1d,
  tile,
} from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { StartedBackend } from '../../src/engines/engine.js';
import { startBackend } from '../../src/engines/start-backend.js';
import { DROPOUT_CASES, dropoutInPlain, runDropout } from '../support/dropout-in-plain.js';
import { filled, largestDeviation, onBackend } from '../support/on-backend.js';

// One or two roundings away from the cpu backend, which computes in double precision and rounds at the end.
const TOLERANCE = 1e-6;

async function deviation(compute: () => readonly Tensor[]): Promise<number> {
  const expected = await onBackend('cpu', compute);
  const actual = await onBackend('wasm', compute);
  return Math.max(...expected.map((values, i) => largestDeviation(actual[i]!, values)));
}

describe.each([1, 2])('element-wise kernels on %i threads', (threads) => {
  let started: StartedBackend;
  beforeAll(async () => {
    started = await startBackend('wasm', { threads });
  });
  afterAll(() => started.dispose());

  it.each([
    ['one shape', [3, 5, 7], [3, 5, 7]],
    ['one shape, divided among the threads', [5, 4099], [5, 4099]],
    ['a bias', [2, 3, 4, 5], [5]],
    ['a bias, divided among the threads', [2, 70, 70, 6], [6]],
    ['a bias of rank 4', [2, 3, 4, 5], [1, 1, 1, 5]],
    ['a scalar', [2, 3], []],
    ['broadcasting over the last axis', [2, 3, 4], [2, 3, 1]],
    ['the smaller one first', [4], [3, 4]],
    ['nothing', [0, 4], [4]],
  ] as const)('add and multiply %s', async (_name, a, b) => {
    const compute = () => {
      const [x, y] = [tensor(filled(a), [...a]), tensor(filled(b, 1), [...b])];
      return [add(x, y), mul(x, y)];
    };
    expect(await deviation(compute)).toBeLessThan(TOLERANCE);
  });

  it('adds int32 as int32', async () => {
    const compute = () => [add(tensor1d([1, 2], 'int32'), tensor1d([3, 4], 'int32'))];
    expect([...(await onBackend('wasm', compute))[0]!]).toEqual([4, 6]);
  });

  it('ReLU and SELU, worked by hand', async () => {
    const [r, s] = await onBackend('wasm', () => [relu(tensor1d([-1, 0, 2])), selu(tensor1d([-1, 0, 2]))]);
    expect([...r!]).toEqual([0, 0, 2]);
    // scale * alpha * (1/e - 1), 0, 2 * scale
    for (const [i, expected] of [-1.1113307, 0, 2.101402].entries()) {
      expect(s![i]).toBeCloseTo(expected, 6);
    }
  });

  it('ReLU and SELU keep NaN, and SELU reaches its limit', async () => {
    const [r, s] = await onBackend('wasm', () => [
      relu(tensor1d([Number.NaN, -1])),
      selu(tensor1d([Number.NaN, -1000, Number.NEGATIVE_INFINITY])),
    ]);
    expect(r![0]).toBeNaN();
    expect(s![0]).toBeNaN();
    expect(s![1]).toBeCloseTo(-1.7580993, 6);
    expect(s![2]).toBeCloseTo(-1.7580993, 6);
  });

  it('activations and their gradients, over the whole range', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.float32Array({ minLength: 1, maxLength: 9, min: -120, max: 120, noNaN: true }),
        async (values) => {
          const compute = () => {
            const x = tensor1d(values);
            return [relu, relu6, selu].flatMap((f) => [f(x), grad((a) => mul(f(a), 3))(x)]);
          };
          expect(await deviation(compute)).toBeLessThan(TOLERANCE);
        },
      ),
      { seed: 1, numRuns: 40 },
    );
  });

  it('ReLU6, worked by hand, keeps NaN and passes gradients between 0 and 6', async () => {
    const [values, gradient] = await onBackend('wasm', () => {
      const x = tensor1d([-1, 0, 2, 6, 7, Number.NaN, 1]);
      return [relu6(x), grad((a) => mul(relu6(a), 3))(x)];
    });
    expect([...values!]).toEqual([0, 0, 2, 6, 6, Number.NaN, 1]);
    expect([...gradient!]).toEqual([0, 0, 3, 3, 0, 0, 3]);
  });

  it.each([
    ['a number first', (x: Tensor) => minimum(2, x)],
    ['a number second', (x: Tensor) => minimum(x, 2)],
    ['ReLU6 as in tfjs-layers', (x: Tensor) => minimum(6, relu(x))],
    ['one number per row, which the stock kernel takes', (x: Tensor) => minimum(x, tensor([[1], [2], [3]]))],
  ] as const)('minimum with %s, and its gradient', async (_name, operation) => {
    const compute = () => {
      const x = mul(tensor(filled([3, 5003]), [3, 5003]), 9);
      return [operation(x), grad((a) => mul(operation(a), 3))(x)];
    };
    expect(await deviation(compute)).toBe(0);
  });

  it('minimum passes the gradient of a tie to its first operand, and keeps NaN', async () => {
    const compute = () => {
      const x = tensor1d([1, 2, 3, Number.NaN, 2]);
      return [minimum(x, 2), grad((a) => minimum(a, 2))(x), grad((a) => minimum(2, a))(x)];
    };
    const results = await onBackend('wasm', compute);
    expect(results.map((values) => [...values])).toEqual([
      [1, 2, 2, Number.NaN, 2],
      [1, 1, 0, 0, 1],
      [1, 0, 0, 0, 0],
    ]);
  });

  it('a minimum can be differentiated twice', async () => {
    const slope = grad((a) => minimum(6, mul(a, mul(a, a))));
    const compute = () => [grad((a) => slope(a))(tensor1d([-2, 1, 3]))];
    // The second derivative of x^3 is 6 x if x^3 < 6.
    expect([...(await onBackend('wasm', compute))[0]!]).toEqual([-12, 6, 0]);
  });

  it('ReLU6 can be differentiated twice', async () => {
    const slope = grad((a) => relu6(mul(a, mul(a, a))));
    const compute = () => [grad((a) => slope(a))(tensor1d([-2, 1, 3]))];
    // The second derivative of x^3 is 6 x if 0 < x^3 <= 6.
    expect([...(await onBackend('wasm', compute))[0]!]).toEqual([0, 6, 0]);
  });

  it('ReLU can be differentiated twice', async () => {
    const slope = grad((a) => relu(mul(a, mul(a, a))));
    const compute = () => [grad((a) => slope(a))(tensor1d([-2, 3]))];
    // The second derivative of x^3 is 6 x if x^3 > 0.
    expect([...(await onBackend('wasm', compute))[0]!]).toEqual([0, 18]);
  });

  it.each([
    ['with scale and offset', [2, 40, 41, 9], [9], true],
    ['without either', [2, 5, 6, 7], [7], false],
    ['with statistics of full shape', [1, 2, 3, 4], [1, 2, 3, 4], true],
  ] as const)('batch norm by given statistics, %s', async (_name, shape, of, affine) => {
    const vector = (phase: number) => {
      const values: Tensor = tensor(filled(of, phase), [...of]);
      return values as Tensor4D;
    };
    const compute = () => {
      const spread = add(mul(vector(1), vector(1)), 0.1) as Tensor4D;
      const rest = affine ? ([vector(2), vector(3)] as const) : [];
      return [batchNorm(tensor(filled(shape), [...shape]) as Tensor4D, vector(0), spread, ...rest)];
    };
    // The kernel rounds mean * scale, the cpu backend does not.
    expect(await deviation(compute)).toBeLessThan(1e-5);
  });

  it.each([
    ['H and W', [2, 5, 6, 7], [1, 2], false],
    ['H and W of large images, keeping the axes', [3, 40, 40, 9], [1, 2], true],
    ['other axes', [2, 3, 4, 5], [0, 3], false],
    ['all', [2, 3], [0, 1], false],
  ] as const)('mean over %s, and its gradient', async (_name, shape, axes, keepDims) => {
    const compute = () => {
      const x = tensor(filled(shape), [...shape]);
      return [mean(x, [...axes], keepDims), grad((a) => mean(a, [...axes], keepDims))(x)];
    };
    // Sums of single-precision numbers in another order.
    expect(await deviation(compute)).toBeLessThan(1e-5);
  });

  it('broadcasts the gradient of a sum and of a mean, worked by hand', async () => {
    const x = () => tensor([1, 2, 3, 4, 5, 6], [2, 3]);
    const results = await onBackend('wasm', () => [
      grad((a) => mul(sum(a, 0), tensor1d([1, 2, 3])))(x()),
      grad((a) => mul(mean(a, 1, true), tensor([3, 6], [2, 1])))(x()),
      grad((a) => mean(a))(x()),
    ]);
    expect(results.map((values) => [...values])).toEqual([
      [1, 2, 3, 1, 2, 3],
      [1, 1, 1, 2, 2, 2],
      new Array(6).fill(Math.fround(1 / 6)),
    ]);
  });

  it.each([
    ['over H and W', [2, 1, 1, 5], [1, 3, 4, 1]],
    ['over H and W, divided among the threads', [3, 1, 1, 32], [1, 61, 62, 1]],
    ['in front', [1, 7], [5000, 1]],
    ['behind', [600, 1], [1, 9]],
    ['of everything', [1, 1], [3, 4]],
    ['of an axis longer than 1', [2, 3], [2, 2]],
    ['of axes with a longer one in between', [1, 2, 1], [3, 1, 4]],
    ['of nothing', [0, 1, 3], [1, 4, 1]],
    ['once', [2, 3], [1, 1]],
  ] as const)('tiles %s', async (_name, shape, reps) => {
    expect(await deviation(() => [tile(tensor(filled(shape), [...shape]), [...reps])])).toBe(0);
  });

  it('tiles int32 as int32', async () => {
    const [tiled] = await onBackend('wasm', () => [tile(tensor([1, 2], [2, 1], 'int32'), [1, 2])]);
    expect([...tiled!]).toEqual([1, 1, 2, 2]);
  });

  it.each(DROPOUT_CASES)('drops elements of $shape with $attributes', async (given) => {
    const [actual] = await onBackend('wasm', () => [runDropout(given)]);
    expect(largestDeviation(actual!, dropoutInPlain(given))).toBeLessThan(TOLERANCE);
  });
});
