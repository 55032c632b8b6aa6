import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import type { TensorInfo } from '@tensorflow/tfjs-core';
import { input, type WasmKernel } from '../kernel-call.js';
import { addressOf } from '../tensors.js';

// Training-mode batch normalization over x [..., C]: one pass of sums and one affine map each way. The names are of our
// own: a model that finds them registered uses them, and composes the same from standard operations where they are not.

/**
 * { x, beta, gamma?, movingMean, movingVariance }, { epsilon, momentum } ->
 * [y, mean, inverseStd, new movingMean, new movingVariance].
 */
export const batchNorm: WasmKernel = {
  kernelName: 'HpaBatchNorm',
  run({ inputs, attrs, backend, pool }) {
    const { epsilon, momentum } = attrs as { epsilon: number; momentum: number };
    const x = input(inputs, 'x');
    const { rows, channels } = matrixOf(x);
    const y = backend.makeOutput(x.shape, 'float32');
    const results = makeVectors(backend, { count: 4, channels });
    const coefficients = makeVectors(backend, { count: 2, channels });
    const totals = backend.makeOutput([channels, 4], 'float32');
    const at = (tensor: TensorInfo | undefined) => (tensor ? addressOf(backend, tensor) : 0);
    pool.parallel(
      'batchNormStatistics',
      [
        ...[at(x), at(input(inputs, 'beta')), at(inputs.gamma)],
        ...[at(input(inputs, 'movingMean')), at(input(inputs, 'movingVariance'))],
        ...[...results, ...coefficients, totals].map(at),
        ...[rows, channels, epsilon, momentum],
      ],
      { units: channels, multiple: 4 },
    );
    pool.parallel('channelAffine', [...[x, ...coefficients, y].map(at), channels], {
      units: rows,
      multiple: 64,
    });
    for (const { dataId } of [...coefficients, totals]) backend.disposeData(dataId);
    return [y, ...results];
  },
};

/** { x, dy, mean, inverseStd, gamma? } -> [dx, dbeta, dgamma]. */
export const batchNormGrad: WasmKernel = {
  kernelName: 'HpaBatchNormGrad',
  run({ inputs, backend, pool }) {
    const [x, dy] = [input(inputs, 'x'), input(inputs, 'dy')];
    const { rows, channels } = matrixOf(x);
    const dx = backend.makeOutput(x.shape, 'float32');
    const results = makeVectors(backend, { count: 2, channels });
    const coefficients = makeVectors(backend, { count: 3, channels });
    const totals = backend.makeOutput([channels, 4], 'float32');
    const at = (tensor: TensorInfo | undefined) => (tensor ? addressOf(backend, tensor) : 0);
    pool.parallel(
      'batchNormGradientSums',
      [
        ...[at(x), at(dy), at(input(inputs, 'mean')), at(input(inputs, 'inverseStd')), at(inputs.gamma)],
        ...[...results, ...coefficients, totals].map(at),
        ...[rows, channels],
      ],
      { units: channels, multiple: 4 },
    );
    pool.parallel('channelAffine2', [...[x, dy, ...coefficients, dx].map(at), channels], {
      units: rows,
      multiple: 64,
    });
    for (const { dataId } of [...coefficients, totals]) backend.disposeData(dataId);
    return [dx, ...results];
  },
};

function matrixOf({ shape }: TensorInfo): { readonly rows: number; readonly channels: number } {
  return { rows: shape.slice(0, -1).reduce((rows, length) => rows * length, 1), channels: shape.at(-1)! };
}

function makeVectors(
  backend: BackendWasm,
  { count, channels }: { readonly count: number; readonly channels: number },
): TensorInfo[] {
  return Array.from({ length: count }, () => backend.makeOutput([channels], 'float32'));
}
