import {
  avgPool,
  batchNorm,
  conv2d,
  depthwiseConv2d,
  elu,
  getBackend,
  grads,
  logSoftmax,
  matMul,
  maxPool,
  memory,
  moments,
  relu,
  selu,
  sigmoid,
  softmax,
  square,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
  type Tensor4D,
  tensor,
  tensor1d,
  topk,
} from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { StartedBackend } from '../../src/engines/engine.js';
import { startBackend } from '../../src/engines/start-backend.js';
import { filled, largestDeviation, onBackend } from '../support/on-backend.js';

// Sums of up to a few thousand single-precision products in another order, as for the wasm kernels.
const TOLERANCE = 1e-4;

const reason = await startBackend('tensorflow').then(
  (backend) => {
    backend.dispose();
    return undefined;
  },
  (error: Error) => error.message,
);
if (reason !== undefined) {
  console.log(`skipped: parity of tensorflow with cpu: ${reason}`);
}

async function deviation(compute: () => readonly Tensor[]): Promise<number> {
  const expected = await onBackend('cpu', compute);
  const actual = await onBackend('tensorflow', compute);
  return Math.max(...expected.map((values, i) => largestDeviation(actual[i]!, values)));
}

/** The value of an operation on an input of a shape, and the gradient of the input. */
function withGradient(shape: readonly number[], operation: (x: Tensor) => Tensor): () => Tensor[] {
  return () => {
    const x = tensor(filled(shape), [...shape]);
    const y = operation(x);
    return [y, ...grads(operation)([x], tensor(filled(y.shape, 2), y.shape))];
  };
}

describe.skipIf(reason !== undefined)('native TensorFlow agrees with the cpu backend:', () => {
  let started: StartedBackend;
  beforeAll(async () => {
    started = await startBackend('tensorflow', { threads: 2 });
  });
  afterAll(() => started.dispose());

  it('starts again after dispose(), and reports its library, device and threads', () => {
    expect(getBackend()).toBe('tensorflow');
    expect(started.device).toMatch(/libtensorflow \d+\.\d+/);
    expect(started.version).toMatch(/^4\.\d+/);
    expect(started.threads).toBeGreaterThanOrEqual(1);
  });

  it.each([
    ['3x3 same', [2, 9, 9, 8], [3, 3, 8, 8], 1, 'same'],
    ['3x3 stride 2 same, even size', [3, 8, 8, 5], [3, 3, 5, 9], 2, 'same'],
    ['3x3 stride 2 same, odd size', [3, 9, 7, 5], [3, 3, 5, 9], 2, 'same'],
    ['3x3 stride 2 valid, rows left over', [2, 10, 8, 4], [3, 3, 4, 6], 2, 'valid'],
    ['even 4x4 same', [2, 6, 6, 4], [4, 4, 4, 16], 1, 'same'],
    ['1x1', [2, 5, 5, 24], [1, 1, 24, 17], 1, 'same'],
    ['1x1 stride 2 same', [2, 5, 6, 4], [1, 1, 4, 5], 2, 'same'],
    ['1x7 same', [1, 9, 9, 8], [1, 7, 8, 8], 1, 'same'],
    ['7x1 same', [1, 9, 9, 8], [7, 1, 8, 8], 1, 'same'],
    ['5x5 same on a smaller image', [1, 3, 3, 4], [5, 5, 4, 8], 1, 'same'],
    ['a stride larger than the filter', [1, 9, 9, 4], [1, 7, 4, 8], 3, 'same'],
  ] as const)('convolution %s, with both gradients', async (_name, x, filter, strides, pad) => {
    const operation = (a: Tensor, b: Tensor) => conv2d(a as Tensor4D, b as Tensor4D, strides, pad);
    const compute = () => {
      const inputs = [tensor(filled(x), [...x]), tensor(filled(filter, 1), [...filter])] as const;
      const y = operation(...inputs);
      return [y, ...grads(operation)([...inputs], tensor(filled(y.shape, 2), y.shape))];
    };
    expect(await deviation(compute)).toBeLessThan(TOLERANCE);
  });

  it.each([
    ['A B', [3, 70], [70, 33], false, false],
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

  const image = [2, 8, 7, 5];
  it.each<[string, (x: Tensor) => Tensor]>([
    ['max pooling 2x2 valid', (x) => maxPool(x as Tensor4D, 2, 2, 'valid')],
    ['max pooling 3x3 stride 2 same', (x) => maxPool(x as Tensor4D, 3, 2, 'same')],
    ['average pooling 2x2 valid', (x) => avgPool(x as Tensor4D, 2, 2, 'valid')],
    ['depthwise convolution', (x) => depthwiseConv2d(x as Tensor4D, ones3x3(), 1, 'same')],
    ['relu', relu],
    ['elu', elu],
    ['selu', selu],
    ['sigmoid', sigmoid],
    ['softmax', (x) => softmax(x)],
    ['log softmax', (x) => logSoftmax(x)],
    ['sums by channel', (x) => x.sum([0, 1, 2])],
    ['the mean of each image', (x) => x.mean([1, 2])],
    ['moments', (x) => moments(x, [0, 1, 2]).variance],
    ['batch normalization', normalized],
    ['slices', (x) => x.slice([0, 0, 1, 0], [2, 8, 5, 4])],
  ])('%s and its gradient', async (_name, operation) => {
    expect(await deviation(withGradient(image, operation))).toBeLessThan(TOLERANCE);
  });

  it('topk, whose kernel calls a function that Node 23 removed', async () => {
    const compute = () => {
      const { values, indices } = topk(tensor(filled([4, 6]), [4, 6]), 2);
      return [values, indices];
    };
    expect(await deviation(compute)).toBe(0);
  });

  it('integers and booleans keep their type', async () => {
    const compute = () => [
      tensor1d([3, 1, 2], 'int32')
        .add(tensor1d([1, 1, 1], 'int32'))
        .cast('float32'),
    ];
    expect(await deviation(compute)).toBe(0);
    expect(tensor1d([true, false]).logicalNot().dtype).toBe('bool');
  });

  it('keeps no tensors', async () => {
    const compute = withGradient(image, (x) => maxPool(x as Tensor4D, 3, 2, 'same'));
    await onBackend('tensorflow', compute);
    const before = memory().numTensors;
    for (let i = 0; i < 20; i++) {
      await onBackend('tensorflow', compute);
    }
    expect(memory().numTensors).toBe(before);
  });
});

function ones3x3(): Tensor4D {
  return tensor(filled([3, 3, 5, 1], 1), [3, 3, 5, 1]);
}

function vector(phase: number): Tensor1D {
  return tensor1d(filled([5], phase));
}

function normalized(x: Tensor): Tensor {
  const variance = square(vector(4)).add(0.5) as Tensor1D;
  return batchNorm(x as Tensor4D, vector(3), variance, vector(5), vector(6));
}
