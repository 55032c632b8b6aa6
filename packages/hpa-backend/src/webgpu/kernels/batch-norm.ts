import type { TensorInfo } from '@tensorflow/tfjs-core';
import { input, type WebgpuKernel } from '../shaders/kernel-call.js';
import { mapElements, matrixOf } from '../shaders/map-elements.js';
import { sumOverRows } from '../shaders/sum-over-rows.js';

// Batch normalization of x [..., C] in training: sums over the rows, then one pass over the elements. A model uses these kernels
// if they are registered, and otherwise composes the same from standard operations.

/**
 * { x, beta, gamma?, movingMean, movingVariance }, { epsilon, momentum, ceiling } ->
 * [y, mean, inverseStd, new movingMean, new movingVariance]. With a ceiling above 0, y is at least 0 and at most that.
 */
export const batchNorm: WebgpuKernel = {
  kernelName: 'HpaBatchNorm',
  run({ inputs, attrs, backend }) {
    const { epsilon, momentum, ceiling } = attrs as { epsilon: number; momentum: number; ceiling: number };
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
    const normalized = `(x[i] - mean[column]) * inverseStd[column]${gamma ? ' * gamma[column]' : ''} + beta[column]`;
    const y = mapElements(backend, {
      inputs: { x, mean, inverseStd, beta, ...(gamma && { gamma }) },
      value: clamped(normalized, ceiling),
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

/** An expression, at least 0 and at most a ceiling above 0; a program has no word for infinity. */
function clamped(value: string, ceiling: number): string {
  if (ceiling > 0) {
    return Number.isFinite(ceiling) ? `clamp(${value}, 0.0, f32(${ceiling}))` : `max(0.0, ${value})`;
  }
  return value;
}

/**
 * { x, dy, mean, inverseStd, gamma?, y? }, { ceiling } -> [dx, dbeta, dgamma]. If y is given, dy is taken as 0 for elements with y <= 0 or
 * y >= ceiling.
 */
export const batchNormGrad: WebgpuKernel = {
  kernelName: 'HpaBatchNormGrad',
  run({ inputs, attrs, backend }) {
    const { ceiling } = attrs as { ceiling: number };
    const [x, dy] = [input(inputs, 'x'), input(inputs, 'dy')];
    const [mean, inverseStd] = [input(inputs, 'mean'), input(inputs, 'inverseStd')];
    const { gamma, y } = inputs;
    const shape = matrixOf(x);
    const xhat = '(x[i] - mean[column]) * inverseStd[column]';
    const below = Number.isFinite(ceiling) ? ` && y[i] < f32(${ceiling})` : '';
    const gradient = y ? `select(0.0, dy[i], y[i] > 0.0${below})` : 'dy[i]';
    const gradients = { dy, ...(y && { y }) };
    const dbeta = sumOverRows(backend, { inputs: gradients, ...shape, term: gradient });
    const dgamma = sumOverRows(backend, {
      inputs: { x, ...gradients, mean, inverseStd },
      ...shape,
      term: `${gradient} * ${xhat}`,
    });
    // Combined beforehand, because the last pass would otherwise bind more than the eight buffers that WebGPU guarantees.
    const slope = mapElements(backend, {
      inputs: { inverseStd, dgamma },
      value: 'inverseStd[i] * dgamma[i]',
    });
    const scale = gamma
      ? mapElements(backend, { inputs: { inverseStd, gamma }, value: 'inverseStd[i] * gamma[i]' })
      : inverseStd;
    const dx = mapElements(backend, {
      inputs: { x, ...gradients, mean, scale, slope, dbeta },
      floats: { share: 1 / shape.rows },
      value: `scale[column] * (${gradient} - uniforms.share * (dbeta[column] + (x[i] - mean[column]) * slope[column]))`,
    });
    backend.disposeData(slope.dataId);
    if (gamma) {
      backend.disposeData(scale.dataId);
    }
    return [dx, dbeta, dgamma];
  },
};
