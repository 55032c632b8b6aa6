import type { BatchMatMulAttrs } from '@tensorflow/tfjs-core';
import { input, type KernelCall, type WasmKernel } from '../kernel-call.js';
import { addressOf } from '../tensors.js';

/** Up to so many rows of A, reading B once beats a product that first packs all of B. */
const FEW_ROWS = 64;

/**
 * Matrix products of two plain matrices where stock wasm is slow: A^T B and A B^T (the gradients of dense
 * layers) and A B with few rows. Everything else stays with the stock kernel.
 */
export const batchMatMul: WasmKernel = {
  kernelName: 'BatchMatMul',
  run(call) {
    const { inputs, attrs, backend, stock } = call;
    const a = input(inputs, 'a');
    const b = input(inputs, 'b');
    const { transposeA, transposeB } = attrs as unknown as BatchMatMulAttrs;
    const batches = [...a.shape.slice(0, -2), ...b.shape.slice(0, -2)].reduce((x, y) => x * y, 1);
    const rows = a.shape.at(transposeA ? -1 : -2) as number;
    const plain =
      batches === 1 && a.dtype === 'float32' && b.dtype === 'float32' && !(transposeA && transposeB);
    const ours = plain && (transposeA || transposeB || rows <= FEW_ROWS) && a.shape.length === b.shape.length;
    if (!ours || stock === undefined) {
      if (stock === undefined) throw new Error('tfjs-backend-wasm registered no BatchMatMul');
      return stock({ inputs, attrs, backend });
    }
    return multiply(call, { transposeA, transposeB });
  },
};

function multiply(
  { inputs, backend, pool }: KernelCall,
  { transposeA, transposeB }: { readonly transposeA: boolean; readonly transposeB: boolean },
): ReturnType<typeof backend.makeOutput> {
  const a = input(inputs, 'a');
  const b = input(inputs, 'b');
  const [m, k] = [a.shape.at(transposeA ? -1 : -2), a.shape.at(transposeA ? -2 : -1)] as [number, number];
  const n = b.shape.at(transposeB ? -2 : -1) as number;
  const out = backend.makeOutput([...a.shape.slice(0, -2), m, n], 'float32');
  const addresses = [addressOf(backend, a), addressOf(backend, b), addressOf(backend, out)];
  if (transposeA) {
    // The filter gradient of a 1x1 convolution over k pixels in one row.
    pool.parallel('conv2dFilterGradient', [...addresses, 1, 1, k, m, 1, k, n, 1, 1, 1, 1, 1, 1, 0, 0], {
      units: Math.ceil(m / 4),
    });
  } else {
    pool.parallel(transposeB ? 'matMulTransposed' : 'matMulSmall', [...addresses, m, n, k], {
      units: n,
      multiple: 8,
    });
  }
  return out;
}
