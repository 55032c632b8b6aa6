import { type SumAttrs, util } from '@tensorflow/tfjs-core';
import { input, type WebgpuKernel } from '../shaders/kernel-call.js';
import { sumOverRows } from '../shaders/sum-over-rows.js';

/** The stock kernel takes sums over fewer rows; it keeps small sums on the CPU. */
const MINIMUM_ROWS = 64;

/** Sums over leading axes, as in bias gradients, without a transposed copy. The stock kernel takes other sums. */
export const sum: WebgpuKernel = {
  kernelName: 'Sum',
  run({ inputs, attrs, backend, stock }) {
    if (stock === undefined) {
      throw new Error('tfjs-backend-webgpu has no Sum');
    }
    const x = input(inputs, 'x');
    const { axis, keepDims } = attrs as unknown as SumAttrs;
    const axes = util.parseAxisParam(axis, x.shape).sort((a, b) => a - b);
    const rows = util.sizeFromShape(x.shape.slice(0, axes.length));
    const isLeading = axes.length < x.shape.length && axes.every((dimension, i) => dimension === i);
    if (!isLeading || x.dtype !== 'float32' || rows < MINIMUM_ROWS) {
      return stock({ inputs, attrs, backend });
    }
    const kept = x.shape.slice(axes.length);
    const columns = util.sizeFromShape(kept);
    if (columns === 0) {
      return stock({ inputs, attrs, backend });
    }
    const matrix = { ...x, shape: [rows, columns] };
    const total = sumOverRows(backend, { inputs: { x: matrix }, rows, columns, term: 'x[i]' });
    return { ...total, shape: keepDims ? [...axes.map(() => 1), ...kept] : kept };
  },
};
