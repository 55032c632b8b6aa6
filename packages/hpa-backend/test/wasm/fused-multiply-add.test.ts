import { createHash } from 'node:crypto';
import {
  conv2d,
  grads,
  matMul,
  type Tensor,
  type Tensor2D,
  type Tensor4D,
  tensor,
} from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { startBackend } from '../../src/engines/start-backend.js';
import { hasFusedMultiplyAdd } from '../../src/wasm/fused-multiply-add.js';
import { filled, largestDeviation, onBackend } from '../support/on-backend.js';

// As of all kernels: sums in single precision, in another order.
const TOLERANCE = 1e-4;

/** Convolutions with their gradients, in the usual and in Winograd's form, and a product of matrices. */
function compute(): Tensor[] {
  const convolve = (image: Tensor, weights: Tensor) =>
    conv2d(image as Tensor4D, weights as Tensor4D, 1, 'same');
  const withGradients = (channels: number, outChannels: number) => {
    const x = tensor(filled([2, 13, 11, channels]), [2, 13, 11, channels]) as Tensor4D;
    const filter = tensor(filled([3, 3, channels, outChannels], 1), [
      3,
      3,
      channels,
      outChannels,
    ]) as Tensor4D;
    const y = convolve(x, filter);
    return [y, ...grads(convolve)([x, filter], y)];
  };
  const matrix = tensor(filled([7, 40]), [7, 40]) as Tensor2D;
  return [...withGradients(21, 19), ...withGradients(24, 16), matMul(matrix, matrix, false, true)];
}

async function computeWith(options: { readonly threads: number; readonly fusedMultiplyAdd?: boolean }) {
  const started = await startBackend('wasm', options);
  const results = await onBackend('wasm', compute);
  const { fusedMultiplyAdd, device } = started;
  started.dispose();
  return { results, fusedMultiplyAdd, device };
}

const canFuse = hasFusedMultiplyAdd();
if (!canFuse) {
  console.log(
    `fused kernels are not tested: Node ${process.version} or this processor has no fused multiply-add`,
  );
}

describe('multiplying and adding on wasm', () => {
  it('takes one instruction where there is one, and says so', async () => {
    const { fusedMultiplyAdd, device } = await computeWith({ threads: 1 });
    expect(fusedMultiplyAdd).toBe(canFuse);
    expect(device).toBe(`WebAssembly SIMD${canFuse ? ' with fused multiply-add' : ''} on CPU, 1 thread`);
  });

  it('in two steps gives the same bits on every engine and processor', async () => {
    const { results, fusedMultiplyAdd } = await computeWith({ threads: 2, fusedMultiplyAdd: false });
    expect(fusedMultiplyAdd).toBe(false);
    const hash = createHash('sha256');
    for (const values of results) {
      hash.update(new Uint8Array(Float32Array.from(values).buffer));
    }
    expect(hash.digest('hex').slice(0, 16)).toBe('a136282e08f4a05b');
  });

  it.skipIf(canFuse)('refuses one instruction where there is none', async () => {
    await expect(startBackend('wasm', { fusedMultiplyAdd: true })).rejects.toThrow(
      'this WebAssembly engine or processor has no fused multiply-add: use Node 22',
    );
  });

  it.skipIf(!canFuse)('rounds once in one instruction, on any number of threads', async () => {
    const { results: separate } = await computeWith({ threads: 1, fusedMultiplyAdd: false });
    const { results: fused } = await computeWith({ threads: 1, fusedMultiplyAdd: true });
    const { results: shared } = await computeWith({ threads: 2, fusedMultiplyAdd: true });
    const exact = await onBackend('cpu', compute);
    expect(shared).toEqual(fused);
    for (const [index, values] of fused.entries()) {
      expect(values).not.toEqual(separate[index]);
      expect(largestDeviation(values, exact[index]!)).toBeLessThan(TOLERANCE);
    }
  });
});
