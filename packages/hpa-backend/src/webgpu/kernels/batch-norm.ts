import type { TensorInfo } from '@tensorflow/tfjs-core';
import { input, type WebgpuKernel } from '../shaders/kernel-call.js';
import { mapElements, matrixOf } from '../shaders/map-elements.js';
import { sumOverRows } from '../shaders/sum-over-rows.js';

// Batch normalization of x [..., C] in training: sums over the rows, then one pass over the elements. A model uses these kernels
// if they are registered, and otherwise composes the same from standard operations.

/**
 * { x, beta, gamma?, movingMean, movingVariance }, { epsilon, momentum, relu } ->
 * [y, mean, inverseStd, new movingMean, new movingVariance].
 */
export const batchNorm: WebgpuKernel = {
  kernelName: 'HpaBatchNorm',
  run({ inputs, attrs, backend }) {
    const { epsilon, momentum, relu } = attrs as { epsilon: number; momentum: number; relu: number };
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
      value: relu ? `max(0.0, ${normalized})` : normalized,
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

/** { x, dy, mean, inverseStd, gamma?, y? } -> [dx, dbeta, dgamma]. If y is given, dy is taken as 0 for elements with y <= 0. */
export const batchNormGrad: WebgpuKernel = {
  kernelName: 'HpaBatchNormGrad',
  run({ inputs, backend }) {
    const [x, dy] = [input(inputs, 'x'), input(inputs, 'dy')];
    const [mean, inverseStd] = [input(inputs, 'mean'), input(inputs, 'inverseStd')];
    const { gamma, y } = inputs;
    const shape = matrixOf(x);
    const xhat = '(x[i] - mean[column]) * inverseStd[column]';
    const gradient = y ? 'select(0.0, dy[i], y[i] > 0.0)' : 'dy[i]';
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
