import {
  avgPool,
  batchNorm,
  conv2d,
  engine,
  eye,
  fused,
  grads,
  matMul,
  maxPool,
  memory,
  mul,
  relu,
  reshape,
  selu,
  stack,
  sum,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
  type Tensor4D,
  tensor,
  tensor1d,
  unstack,
} from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { StartedBackend } from '../../src/engines/engine.js';
import { startBackend } from '../../src/engines/start-backend.js';
import { BATCH_NORM_CASES, batchNormInDouble, runBatchNorm } from '../support/batch-norm-in-double.js';
import { filled, largestDeviation, onBackend } from '../support/on-backend.js';

// Sums of up to ten thousand single-precision products in another order differ by about 1e-5; 1e-4 leaves a factor of ten.
const TOLERANCE = 1e-4;

type Padding = 'same' | 'valid' | [[number, number], [number, number], [number, number], [number, number]];

async function deviation(compute: () => readonly Tensor[]): Promise<number> {
  const expected = await onBackend('cpu', compute);
  const actual = await onBackend('wasm', compute);
  return Math.max(...expected.map((values, i) => largestDeviation(actual[i]!, values)));
}

/** Value, input gradient and filter gradient of a convolution. */
function convolution(shape: {
  x: [number, number, number, number];
  filter: [number, number, number, number];
  strides: number | [number, number];
  pad: Padding;
}): () => Tensor[] {
  return () => {
    const x = tensor(filled(shape.x), shape.x) as Tensor4D;
    const filter = tensor(filled(shape.filter, 1), shape.filter) as Tensor4D;
    const y = conv2d(x, filter, shape.strides, shape.pad as 'same');
    const dy = tensor(filled(y.shape, 2), y.shape);
    const gradients = grads((a, b) =>
      conv2d(a as Tensor4D, b as Tensor4D, shape.strides, shape.pad as 'same'),
    )([x, filter], dy);
    return [y, ...gradients];
  };
}

describe.each([1, 2, 3])('the wasm kernels on %i threads agree with the cpu backend:', (threads) => {
  let started: StartedBackend;
  beforeAll(async () => {
    started = await startBackend('wasm', { threads });
  });
  afterAll(() => started.dispose());

  it('runs on the number of threads asked for', () => {
    expect(started.threads).toBe(threads);
  });

  it.each([
    ['3x3 same', { x: [2, 9, 9, 8], filter: [3, 3, 8, 8], strides: 1, pad: 'same' }],
    ['3x3 valid, 3 channels in', { x: [2, 8, 7, 3], filter: [3, 3, 3, 32], strides: 1, pad: 'valid' }],
    ['3x3 stride 2 same, even size', { x: [3, 8, 8, 5], filter: [3, 3, 5, 9], strides: 2, pad: 'same' }],
    ['3x3 stride 2 valid, odd size', { x: [2, 11, 9, 12], filter: [3, 3, 12, 10], strides: 2, pad: 'valid' }],
    ['even 4x4 filter, same', { x: [2, 6, 6, 4], filter: [4, 4, 4, 16], strides: 1, pad: 'same' }],
    ['1x1', { x: [2, 5, 5, 24], filter: [1, 1, 24, 17], strides: 1, pad: 'same' }],
    ['1x7 same', { x: [1, 9, 9, 8], filter: [1, 7, 8, 8], strides: 1, pad: 'same' }],
    ['7x1 same', { x: [1, 9, 9, 8], filter: [7, 1, 8, 8], strides: 1, pad: 'same' }],
    ['5x5 same on a smaller image', { x: [1, 3, 3, 4], filter: [5, 5, 4, 8], strides: 1, pad: 'same' }],
    [
      'explicit padding',
      {
        x: [2, 8, 8, 4],
        filter: [3, 3, 4, 8],
        strides: 2,
        pad: [
          [0, 0],
          [1, 1],
          [1, 1],
          [0, 0],
        ],
      },
    ],
    [
      'padding wider than the filter',
      {
        x: [1, 4, 4, 4],
        filter: [2, 2, 4, 8],
        strides: 1,
        pad: [
          [0, 0],
          [3, 2],
          [2, 3],
          [0, 0],
        ],
      },
    ],
    ['an image of one pixel', { x: [4, 1, 1, 7], filter: [1, 1, 7, 3], strides: 1, pad: 'valid' }],
    [
      'more input channels than a pass takes',
      { x: [1, 3, 3, 300], filter: [3, 3, 300, 20], strides: 1, pad: 'same' },
    ],
    ['few pixels, many channels', { x: [2, 2, 2, 40], filter: [3, 3, 40, 70], strides: 1, pad: 'same' }],
    ['many pixels', { x: [3, 19, 17, 6], filter: [3, 3, 6, 28], strides: 1, pad: 'same' }],
    ['7x7 stride 3 same', { x: [1, 13, 11, 3], filter: [7, 7, 3, 24], strides: 3, pad: 'same' }],
    ['a stride larger than the filter', { x: [2, 7, 8, 5], filter: [2, 1, 5, 6], strides: 3, pad: 'same' }],
    ['one channel in, one out', { x: [1, 6, 5, 1], filter: [3, 3, 1, 1], strides: 1, pad: 'same' }],
    ['strides that differ', { x: [2, 9, 10, 4], filter: [3, 3, 4, 8], strides: [2, 1], pad: 'valid' }],
  ] as const)('convolution %s', async (_name, shape) => {
    expect(await deviation(convolution(shape as unknown as Parameters<typeof convolution>[0]))).toBeLessThan(
      TOLERANCE,
    );
  });

  it.each([
    ['bias', 'linear', 1],
    ['bias and ReLU', 'relu', 1],
    ['bias and ReLU6, which the stock kernel takes', 'relu6', 1],
    ['bias, ReLU and dilation', 'relu', 2],
  ] as const)('fused convolution with %s', async (_name, activation, dilations) => {
    const compute = () => [
      fused.conv2d({
        x: tensor(filled([2, 9, 8, 6]), [2, 9, 8, 6]) as Tensor4D,
        filter: tensor(filled([3, 3, 6, 21], 1), [3, 3, 6, 21]) as Tensor4D,
        bias: tensor1d(filled([21], 2)),
        strides: 1,
        pad: 'same',
        dilations,
        activation,
      }),
    ];
    expect(await deviation(compute)).toBeLessThan(TOLERANCE);
  });

  it('convolutions of any shape', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          batch: fc.integer({ min: 1, max: 3 }),
          height: fc.integer({ min: 1, max: 9 }),
          width: fc.integer({ min: 1, max: 9 }),
          channels: fc.integer({ min: 1, max: 9 }),
          out: fc.integer({ min: 1, max: 30 }),
          filterHeight: fc.integer({ min: 1, max: 4 }),
          filterWidth: fc.integer({ min: 1, max: 4 }),
          stride: fc.integer({ min: 1, max: 3 }),
          pad: fc.constantFrom<'same' | 'valid'>('same', 'valid'),
        }),
        async ({ batch, height, width, channels, out, filterHeight, filterWidth, stride, pad }) => {
          fc.pre(pad === 'same' || (height >= filterHeight && width >= filterWidth));
          const compute = convolution({
            x: [batch, height, width, channels],
            filter: [filterHeight, filterWidth, channels, out],
            strides: stride,
            pad,
          });
          expect(await deviation(compute)).toBeLessThan(TOLERANCE);
        },
      ),
      { seed: 1, numRuns: 60 },
    );
  });

  it.each([
    ['A B', [3, 70], [70, 33], false, false],
    ['A B with many rows', [80, 12], [12, 9], false, false],
    ['A^T B', [20, 13], [20, 11], true, false],
    ['A B^T', [7, 50], [19, 50], false, true],
    ['A^T B^T', [6, 5], [8, 6], true, true],
  ] as const)('matrix product %s', async (_name, a, b, transposeA, transposeB) => {
    const compute = () => [
      matMul(
        tensor(filled(a), [...a]) as Tensor2D,
        tensor(filled(b, 1), [...b]) as Tensor2D,
        transposeA,
        transposeB,
      ),
    ];
    expect(await deviation(compute)).toBeLessThan(TOLERANCE);
  });

  it.each([
    ['2x2 valid', [2, 7, 6, 9], 2, 2, 'valid'],
    ['3x3 stride 2 same', [2, 8, 7, 5], 3, 2, 'same'],
    ['overlapping 3x3 stride 1', [1, 6, 6, 4], 3, 1, 'same'],
    ['2x2 that leave no pixel out', [2, 6, 4, 20], 2, 2, 'valid'],
    ['2x2 that leave some out', [1, 5, 7, 23], 2, 2, 'valid'],
    ['3x3 stride 2 of many channels', [1, 7, 9, 39], 3, 2, 'valid'],
  ] as const)('max pooling %s and its gradient', async (_name, shape, size, strides, pad) => {
    const compute = () => {
      const x = tensor(filled(shape), [...shape]) as Tensor4D;
      const y = maxPool(x, size, strides, pad);
      const dy = tensor(filled(y.shape, 2), y.shape);
      return [y, ...grads((a) => maxPool(a as Tensor4D, size, strides, pad))([x], dy)];
    };
    expect(await deviation(compute)).toBeLessThan(TOLERANCE);
  });

  it.each([
    ['2x2 valid', [2, 7, 6, 9], 2, 2, 'valid'],
    ['3x3 stride 2 same', [2, 8, 7, 5], 3, 2, 'same'],
    ['3x3 around each pixel', [2, 6, 5, 23], 3, 1, 'same'],
    ['5x5 on a smaller image', [1, 3, 4, 4], 5, 1, 'same'],
    ['2x3 stride 3 same', [2, 7, 8, 6], [2, 3], 3, 'same'],
  ] as const)('average pooling %s and its gradient', async (_name, shape, size, strides, pad) => {
    const compute = () => {
      const x = tensor(filled(shape), [...shape]) as Tensor4D;
      const run = (a: Tensor) => avgPool(a as Tensor4D, size as number | [number, number], strides, pad);
      const y = run(x);
      return [y, ...grads(run)([x], tensor(filled(y.shape, 2), y.shape))];
    };
    expect(await deviation(compute)).toBeLessThan(TOLERANCE);
  });

  it('pooling keeps NaN, wherever it is in a window and among the channels', async () => {
    const [channels, at] = [23, [0, 3, 13, 16, 18, 21]];
    for (const pixel of [0, 1, 2, 3]) {
      const values = filled([1, 2, 2, channels]);
      for (const channel of at) {
        values[pixel * channels + channel] = Number.NaN;
      }
      const results = await onBackend('wasm', () => {
        const x = tensor(values, [1, 2, 2, channels]) as Tensor4D;
        return [maxPool(x, 2, 2, 'valid'), avgPool(x, 2, 2, 'valid')];
      });
      for (const pooled of results) {
        expect([...pooled.keys()].filter((channel) => Number.isNaN(pooled[channel]))).toEqual(at);
      }
    }
  });

  it.each([
    [[2, 6, 5, 23], 3],
    [[1, 3, 4, 4], 5],
    [[3, 1, 7, 1], 3],
  ] as const)(
    'gradient of averages over the pixels inside the image, of %j by %i',
    async (shape, poolSize) => {
      const expected = await onBackend('cpu', () => {
        const dy = tensor(filled(shape), [...shape]) as Tensor4D;
        const around = (x: Tensor4D) => avgPool(x, poolSize, 1, 'same');
        // One pixel at a time, because cpu's own gradient of 'same' counts pixels outside the image.
        const ones = reshape(eye(dy.size), [dy.size, ...shape]);
        return [
          reshape(stack(unstack(ones).map((one) => sum(mul(around(one as Tensor4D), dy)))), [...shape]),
        ];
      });
      const actual = await onBackend('wasm', () => [
        engine().runKernel(
          'HpaAveragePoolGrad',
          { dy: tensor(filled(shape), [...shape]) },
          { poolSize },
        ) as Tensor,
      ]);
      expect(largestDeviation(actual[0]!, expected[0]!)).toBeLessThan(TOLERANCE);
    },
  );

  it('max pooling passes the gradient of a tie to the first maximum only', async () => {
    const compute = () => {
      const x = tensor([1, 1, 1, 1], [1, 2, 2, 1]) as Tensor4D;
      return grads((a) => maxPool(a as Tensor4D, 2, 2, 'valid'))([x], tensor([5], [1, 1, 1, 1]));
    };
    expect([...(await onBackend('wasm', compute))[0]!]).toEqual([5, 0, 0, 0]);
  });

  it.each([
    [[2, 3, 4, 9], [0, 1, 2], false],
    [[2, 3, 4, 9], [0, 1, 2], true],
    [[600, 5], [0], false],
    [[3, 4, 5], [1], false],
    [[3, 4], [0, 1], false],
  ] as const)('sum of %j over %j, keepDims %j', async (shape, axes, keepDims) => {
    expect(await deviation(() => [tensor(filled(shape), [...shape]).sum([...axes], keepDims)])).toBeLessThan(
      TOLERANCE,
    );
  });

  it.each([[[1, 2]], [[5, 1]], [[3, 4, 5]]] as const)(
    'sum of all elements of %j, without an axis',
    async (shape) => {
      expect(await deviation(() => [tensor(filled(shape), [...shape]).sum()])).toBeLessThan(TOLERANCE);
      const [total] = await onBackend('wasm', () => [tensor(filled(shape), [...shape]).sum()]);
      expect(total).toHaveLength(1);
    },
  );

  it('batch norm and activations, forward and gradient', async () => {
    const shape: [number, number, number, number] = [2, 6, 6, 8];
    const compute = () => {
      const x = tensor(filled(shape), shape) as Tensor4D;
      const mean = tensor1d(filled([8], 3));
      const variance = tensor1d(filled([8], 4))
        .square()
        .add(0.5) as Tensor1D;
      return [
        ...grads((a) => relu(a))([x]),
        ...grads((a) => selu(a))([x]),
        ...grads((a) =>
          batchNorm(a as Tensor4D, mean, variance, tensor1d(filled([8], 5)), tensor1d(filled([8], 6))),
        )([x]),
      ];
    };
    expect(await deviation(compute)).toBeLessThan(TOLERANCE);
  });

  it.each(BATCH_NORM_CASES)('batch normalization matches double precision: %o', async (given) => {
    const results = await onBackend('wasm', () => runBatchNorm(given));
    for (const [i, expected] of batchNormInDouble(given).entries()) {
      expect(largestDeviation(results[i]!, expected)).toBeLessThan(TOLERANCE);
    }
  });

  it('convolution uses the new filter after an optimizer changed it in place', async () => {
    const [before, after] = await onBackend('wasm', () => {
      const x = tensor(filled([1, 4, 4, 4]), [1, 4, 4, 4]) as Tensor4D;
      const variable = tensor(filled([1, 1, 4, 4], 1), [1, 1, 4, 4]) as Tensor4D;
      const first = conv2d(x, variable, 1, 'same');
      engine().runKernel(
        'HpaMomentum',
        {
          variable0: variable,
          gradient0: mul(variable, -1),
          velocity0: tensor(new Float32Array(16), [1, 1, 4, 4]),
        },
        { learningRates: [1], momentum: 0, nesterov: false },
      );
      return [first, conv2d(x, variable, 1, 'same')];
    });
    // w - 1 * (-w) = 2 w, so every output doubles.
    expect(
      largestDeviation(
        after!,
        before!.map((value) => 2 * value),
      ),
    ).toBeLessThan(TOLERANCE);
  });

  it('Adam updates by its formula, weights of all sizes in one call', async () => {
    const sizes = [5, 0, 1024, 1, 3001, 2048];
    const rates = [0.1, 1, 0.2, 0.3, 0.4, 0.5];
    const keptShares = [1, 1, 0.75, 1, 0.5, 0.25];
    const results = await onBackend('wasm', () => {
      const tensors = sizes.flatMap((size, i) => [
        [`variable${i}`, tensor1d(filled([size], i))] as const,
        [`gradient${i}`, tensor1d(filled([size], i + 1))] as const,
        [`m${i}`, tensor1d(filled([size], i + 2))] as const,
        [`v${i}`, tensor1d(filled([size], i + 3)).abs()] as const,
      ]);
      const inputs = Object.fromEntries(tensors);
      const attributes = { beta1: 0.9, beta2: 0.99, epsilon: 1e-3, step: 2 };
      engine().runKernel('HpaAdam', inputs, { learningRates: rates, keptShares, ...attributes });
      return sizes.flatMap((_, i) => ['variable', 'm', 'v'].map((name) => inputs[`${name}${i}`]!));
    });
    for (const [i, size] of sizes.entries()) {
      const [w, g, m, v] = [0, 1, 2, 3].map((phase) => filled([size], i + phase)) as [
        Float32Array,
        Float32Array,
        Float32Array,
        Float32Array,
      ];
      for (let k = 0; k < size; k++) {
        m[k] = 0.9 * m[k]! + 0.1 * g[k]!;
        v[k] = 0.99 * Math.abs(v[k]!) + 0.01 * g[k]! ** 2;
        const change = m[k]! / (1 - 0.9 ** 2) / (Math.sqrt(v[k]! / (1 - 0.99 ** 2)) + 1e-3);
        w[k] = keptShares[i]! * w[k]! - rates[i]! * change;
      }
      for (const [k, expected] of [w, m, v].entries()) {
        expect(largestDeviation(results[3 * i + k]!, expected)).toBeLessThan(TOLERANCE);
      }
    }
  });

  it('updates refuse inputs that are missing, and other numbers of learning rates', () => {
    const inputs = { variable0: tensor1d([1]), gradient0: tensor1d([1]), velocity1: tensor1d([1]) };
    const update = (learningRates: number[]) =>
      engine().runKernel('HpaMomentum', inputs, { learningRates, momentum: 0, nesterov: false });
    expect(() => update([1])).toThrow('kernel input velocity0 is missing; received variable0, gradient0');
    expect(() => update([1, 1])).toThrow(
      'learningRates must hold a number for each variable, 1 in all; received 2',
    );
  });

  it('keeps no tensors', async () => {
    const compute = convolution({ x: [2, 8, 8, 4], filter: [3, 3, 4, 8], strides: 2, pad: 'same' });
    await onBackend('wasm', compute);
    const before = memory().numTensors;
    for (let i = 0; i < 20; i++) {
      await onBackend('wasm', compute);
    }
    expect(memory().numTensors).toBe(before);
  });
});
