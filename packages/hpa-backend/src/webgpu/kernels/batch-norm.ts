import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import type { TensorInfo } from '@tensorflow/tfjs-core';
import { input, runShader, type WebgpuKernel } from '../kernel-call.js';
import { sumOverRows } from '../sum-over-rows.js';

// Training-mode batch normalization over x [..., C]: sums over the rows, then one pass over the elements. The names are of
// our own: a model that finds them registered uses them, and composes the same from standard operations where they are not.

/**
 * { x, beta, gamma?, movingMean, movingVariance }, { epsilon, momentum } ->
 * [y, mean, inverseStd, new movingMean, new movingVariance].
 */
export const batchNorm: WebgpuKernel = {
  kernelName: 'HpaBatchNorm',
  run({ inputs, attrs, backend }) {
    const { epsilon, momentum } = attrs as { epsilon: number; momentum: number };
    const [x, beta] = [input(inputs, 'x'), input(inputs, 'beta')];
    const { gamma } = inputs;
    const shape = { ...matrixOf(x), factor: 1 / matrixOf(x).rows };
    const mean = sumOverRows(backend, { inputs: { x }, ...shape, term: 'x[i]' });
    const variance = sumOverRows(backend, {
      inputs: { x, mean },
      ...shape,
      term: '(x[i] - mean[column]) * (x[i] - mean[column])',
    });
    const inverseStd = mapElements(backend, {
      inputs: { variance },
      floats: { epsilon },
      value: 'inverseSqrt(variance[i] + uniforms.epsilon)',
    });
    const y = mapElements(backend, {
      inputs: { x, mean, inverseStd, beta, ...(gamma && { gamma }) },
      value: `(x[i] - mean[column]) * inverseStd[column]${gamma ? ' * gamma[column]' : ''} + beta[column]`,
    });
    const move = (average: TensorInfo, statistic: TensorInfo) =>
      mapElements(backend, {
        inputs: { average, statistic },
        floats: { momentum },
        value: 'uniforms.momentum * average[i] + (1.0 - uniforms.momentum) * statistic[i]',
      });
    const newMean = move(input(inputs, 'movingMean'), mean);
    const newVariance = move(input(inputs, 'movingVariance'), variance);
    backend.disposeData(variance.dataId);
    return [y, mean, inverseStd, newMean, newVariance];
  },
};

/** { x, dy, mean, inverseStd, gamma? } -> [dx, dbeta, dgamma]. */
export const batchNormGrad: WebgpuKernel = {
  kernelName: 'HpaBatchNormGrad',
  run({ inputs, backend }) {
    const [x, dy] = [input(inputs, 'x'), input(inputs, 'dy')];
    const [mean, inverseStd] = [input(inputs, 'mean'), input(inputs, 'inverseStd')];
    const { gamma } = inputs;
    const shape = matrixOf(x);
    const xhat = '(x[i] - mean[column]) * inverseStd[column]';
    const dbeta = sumOverRows(backend, { inputs: { dy }, ...shape, term: 'dy[i]' });
    const dgamma = sumOverRows(backend, {
      inputs: { x, dy, mean, inverseStd },
      ...shape,
      term: `dy[i] * ${xhat}`,
    });
    const dx = mapElements(backend, {
      inputs: { x, dy, mean, inverseStd, dbeta, dgamma, ...(gamma && { gamma }) },
      floats: { share: 1 / shape.rows },
      value: `inverseStd[column] * (dy[i] - uniforms.share * (dbeta[column] + ${xhat} * dgamma[column]))${gamma ? ' * gamma[column]' : ''}`,
    });
    return [dx, dbeta, dgamma];
  },
};

/** The product of all dimensions but the last, and the last. */
function matrixOf({ shape }: TensorInfo): { readonly rows: number; readonly columns: number } {
  return { rows: shape.slice(0, -1).reduce((rows, length) => rows * length, 1), columns: shape.at(-1)! };
}

/** Threads of a workgroup, and the workgroups along x that a grid of elements is folded at. */
const THREADS = 256;
const GRID_WIDTH = 32_768;

/** A function of each element. */
interface ElementMap {
  /** The first one gives the output its shape [..., columns]; each other has that shape or [columns]. */
  readonly inputs: Readonly<Record<string, TensorInfo>>;
  /** WGSL: `i` is an element's index, `column` its index in a vector. */
  readonly value: string;
  /** What the code reads as `uniforms.<name>`. */
  readonly floats?: Readonly<Record<string, number>>;
}

/** One invocation for each element. */
function mapElements(backend: WebGPUBackend, { inputs, value, floats = {} }: ElementMap): TensorInfo {
  const { shape } = Object.values(inputs)[0]!;
  const { rows, columns } = matrixOf({ shape } as TensorInfo);
  const size = rows * columns;
  const flat = Object.entries(inputs).map(([name, { dataId, dtype, shape }]) => {
    return [name, { dataId, dtype, shape: shape.length === 1 ? shape : [rows, columns] }] as const;
  });
  const workgroups = Math.ceil(size / THREADS);
  const width = Math.min(workgroups, GRID_WIDTH);
  const y = runShader(backend, {
    inputs: Object.fromEntries(flat),
    outputShape: [rows, columns],
    shaderKey: `hpaMapElements ${value}`,
    workgroupSize: [THREADS, 1, 1],
    workgroups: [width, Math.ceil(workgroups / width), 1],
    integers: { elements: size, columns, width: width * THREADS },
    floats,
    code: `
      fn main() {
        let i = i32(globalId.y) * uniforms.width + i32(globalId.x);
        if (i < uniforms.elements) {
          let column = i % uniforms.columns;
          result[i] = ${value};
        }
      }`,
  });
  return { ...y, shape };
}
