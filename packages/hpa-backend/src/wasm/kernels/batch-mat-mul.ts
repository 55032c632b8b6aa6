import type { BatchMatMulAttrs, TensorInfo } from '@tensorflow/tfjs-core';
import { convolve, packWeights } from '../calls/convolve.js';
import { type ConvolutionShape, filterGradient } from '../calls/filter-gradient.js';
import { input, type KernelCall, type WasmKernel } from '../calls/kernel-call.js';
import { addressOf, sizeOf } from '../memory/tensors.js';

/** With at most this many rows of A, reading B once is faster than a product that first packs all of B. */
const FEW_ROWS = 64;

/** Products of two float32 matrices of which at most one is transposed. The stock kernel takes all other products. */
export const batchMatMul: WasmKernel = {
  kernelName: 'BatchMatMul',
  run(call) {
    const { transposeA, transposeB } = call.attrs as unknown as BatchMatMulAttrs;
    if (multipliesPlainMatrices(call)) {
      return multiply(call, { transposeA, transposeB });
    }
    return call.stock();
  },
};

/** Whether {@link multiply} can take these operands. */
export function multipliesPlainMatrices({ inputs, attrs }: KernelCall): boolean {
  const a = input(inputs, 'a');
  const b = input(inputs, 'b');
  const { transposeA, transposeB } = attrs as unknown as BatchMatMulAttrs;
  const batches = [...a.shape.slice(0, -2), ...b.shape.slice(0, -2)].reduce((x, y) => x * y, 1);
  const single = batches === 1 && a.shape.length === b.shape.length && sizeOf(a) > 0 && sizeOf(b) > 0;
  return single && a.dtype === 'float32' && b.dtype === 'float32' && !(transposeA && transposeB);
}

/** Computes A B, A^T B or A B^T. */
export function multiply(
  { inputs, backend, pool }: KernelCall,
  { transposeA, transposeB }: { readonly transposeA: boolean; readonly transposeB: boolean },
): TensorInfo {
  const a = input(inputs, 'a');
  const b = input(inputs, 'b');
  const [m, k] = [a.shape.at(transposeA ? -1 : -2), a.shape.at(transposeA ? -2 : -1)] as [number, number];
  const n = b.shape.at(transposeB ? -2 : -1) as number;
  const out = backend.makeOutput([...a.shape.slice(0, -2), m, n], 'float32');
  if (transposeA) {
    // The filter gradient of a 1x1 convolution over k pixels in one row.
    const shape: ConvolutionShape = {
      batchSize: 1,
      inHeight: 1,
      inWidth: k,
      inChannels: m,
      outHeight: 1,
      outWidth: k,
      outChannels: n,
      filterHeight: 1,
      filterWidth: 1,
      strideHeight: 1,
      strideWidth: 1,
      dilationHeight: 1,
      dilationWidth: 1,
      padInfo: { top: 0, left: 0 },
    };
    filterGradient({ x: a, dy: b, dw: out }, shape, { backend, pool });
  } else if (m <= FEW_ROWS) {
    pool.run(
      transposeB ? 'matMulTransposed' : 'matMulSmall',
      { a: addressOf(backend, a), b: addressOf(backend, b), c: addressOf(backend, out), m, n, k },
      { units: n, multiple: 8 },
    );
  } else {
    // A 1x1 convolution over m pixels in one row.
    const whole = { begin: 0, step: 1 };
    const packed = packWeights(
      { ...b, shape: [1, 1, ...b.shape.slice(-2)] },
      { transposed: transposeB },
      { backend, pool },
    );
    convolve(
      {
        source: { ...a, shape: [1, 1, m, k] },
        packed,
        target: { ...out, shape: [1, 1, m, n] },
        taps: [{ row: 0, column: 0, weights: 0 }],
        filterTaps: 1,
        rows: 1,
        columns: m,
        targetRows: whole,
        targetColumns: whole,
        sourceRowStep: 1,
        sourceColumnStep: 1,
      },
      { backend, pool },
    );
    backend.disposeData(packed.dataId);
  }
  return out;
}
