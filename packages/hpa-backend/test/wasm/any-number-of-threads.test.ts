import { conv2d, grads, mean, mul, sum, type Tensor, type Tensor4D, tensor } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { startBackend } from '../../src/engines/start-backend.js';
import { BATCH_NORM_CASES, runBatchNorm } from '../support/batch-norm-in-double.js';
import { filled, onBackend } from '../support/on-backend.js';

function compute(): Tensor[] {
  const x = tensor(filled([3, 61, 37, 21]), [3, 61, 37, 21]);
  const filter = tensor(filled([3, 3, 21, 19], 1), [3, 3, 21, 19]);
  const convolve = (x: Tensor, filter: Tensor) => {
    const y = conv2d(x as Tensor4D, filter as Tensor4D, 1, 'same');
    return mul(y, y);
  };
  return [
    ...BATCH_NORM_CASES.flatMap(runBatchNorm),
    sum(x, [0, 1, 2]),
    mean(x, [1, 2]),
    convolve(x, filter),
    ...grads(convolve)([x, filter]),
  ];
}

describe('kernels on wasm', () => {
  it('give the same bits on any number of threads', async () => {
    const results = [];
    for (const threads of [1, 2, 3]) {
      const started = await startBackend('wasm', { threads });
      results.push(await onBackend('wasm', compute));
      started.dispose();
    }
    expect(results[1]).toEqual(results[0]);
    expect(results[2]).toEqual(results[0]);
  });
});
