import type { TensorInfo } from '@tensorflow/tfjs-core';
import { input, type KernelCall, runShader, type WebgpuKernel } from '../kernel-call.js';
import { sumOverRows } from '../sum-over-rows.js';

// Training-mode batch normalization in four kernels over x [..., C]. They have names of their own: a model that
// finds them registered uses them, and composes the same from standard operations where they are not.

const columnsOf = (x: TensorInfo): number => x.shape.at(-1) as number;
const sizeOf = (x: TensorInfo): number => x.shape.reduce((product, dimension) => product * dimension, 1);

/** { x } -> [mean [C], biased variance [C]]. */
export const batchNormMoments: WebgpuKernel = {
  kernelName: 'HpaBatchNormMoments',
  run({ inputs, backend }) {
    const x = input(inputs, 'x');
    const columns = columnsOf(x);
    const rows = sizeOf(x) / columns;
    const shape = { rows, columns, factor: 1 / rows };
    const mean = sumOverRows(backend, { inputs: { x }, ...shape, term: 'x[i]' });
    const variance = sumOverRows(backend, {
      inputs: { x, mean },
      ...shape,
      term: '(x[i] - mean[column]) * (x[i] - mean[column])',
    });
    return [mean, variance];
  },
};

/** { x, dy, mean, inverseStd } -> [sum of dy [C], sum of dy * xhat [C]]. */
export const batchNormGradSums: WebgpuKernel = {
  kernelName: 'HpaBatchNormGradSums',
  run({ inputs, backend }) {
    const dy = input(inputs, 'dy');
    const columns = columnsOf(dy);
    const shape = { rows: sizeOf(dy) / columns, columns };
    const [x, mean, inverseStd] = ['x', 'mean', 'inverseStd'].map((name) => input(inputs, name)) as [
      TensorInfo,
      TensorInfo,
      TensorInfo,
    ];
    return [
      sumOverRows(backend, { inputs: { dy }, ...shape, term: 'dy[i]' }),
      sumOverRows(backend, {
        inputs: { x, dy, mean, inverseStd },
        ...shape,
        term: 'dy[i] * (x[i] - mean[column]) * inverseStd[column]',
      }),
    ];
  },
};

/** { x, scale [C], shift [C] } -> x * scale + shift. */
export const affine: WebgpuKernel = {
  kernelName: 'HpaAffine',
  run: (call) =>
    mapElements(call, {
      names: ['x', 'scale', 'shift'],
      value: 'x[i] * scale[column] + shift[column]',
    }),
};

/** { x, dy, a [C], b [C], c [C] } -> a * dy + b * x + c. */
export const affine2: WebgpuKernel = {
  kernelName: 'HpaAffine2',
  run: (call) =>
    mapElements(call, {
      names: ['x', 'dy', 'a', 'b', 'c'],
      value: 'a[column] * dy[i] + b[column] * x[i] + c[column]',
    }),
};

/** Threads of a workgroup, and the workgroups along x that a grid of elements is folded at. */
const THREADS = 256;
const GRID_WIDTH = 32_768;

/** One invocation for each element of x, which also gives the output its shape. */
function mapElements(
  { inputs, backend }: KernelCall,
  { names, value }: { readonly names: readonly string[]; readonly value: string },
): TensorInfo {
  const x = input(inputs, 'x');
  const size = sizeOf(x);
  const columns = columnsOf(x);
  const matrix = [size / columns, columns];
  const flat = names.map((name) => {
    const { dataId, dtype, shape } = input(inputs, name);
    return [name, { dataId, dtype, shape: shape.length === 1 ? shape : matrix }] as const;
  });
  const workgroups = Math.ceil(size / THREADS);
  const width = Math.min(workgroups, GRID_WIDTH);
  const y = runShader(backend, {
    inputs: Object.fromEntries(flat),
    outputShape: matrix,
    shaderKey: `hpaMapElements ${value}`,
    workgroupSize: [THREADS, 1, 1],
    workgroups: [width, Math.ceil(workgroups / width), 1],
    integers: { elements: size, columns, width: width * THREADS },
    code: `
      fn main() {
        let i = i32(globalId.y) * uniforms.width + i32(globalId.x);
        if (i < uniforms.elements) {
          let column = i % uniforms.columns;
          result[i] = ${value};
        }
      }`,
  });
  return { ...y, shape: x.shape };
}
