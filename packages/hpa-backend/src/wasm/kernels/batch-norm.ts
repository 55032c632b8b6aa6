import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import type { TensorInfo } from '@tensorflow/tfjs-core';
import { input, type WasmKernel } from '../kernel-call.js';
import { rowBlocks } from '../row-blocks.js';
import { addressOf } from '../tensors.js';

// Training-mode batch normalization over x [..., C]: one pass of sums over blocks of rows and one affine map each way. The names are of our
// own: a model that finds them registered uses them, and composes the same from standard operations where they are not.

/**
 * { x, beta, gamma?, movingMean, movingVariance }, { epsilon, momentum, relu } ->
 * [y, mean, inverseStd, new movingMean, new movingVariance].
 */
export const batchNorm: WasmKernel = {
  kernelName: 'HpaBatchNorm',
  run({ inputs, attrs, backend, pool }) {
    const { epsilon, momentum, relu } = attrs as { epsilon: number; momentum: number; relu: number };
    const floor = relu ? 0 : Number.NEGATIVE_INFINITY;
    const x = input(inputs, 'x');
    const { rows, channels } = matrixOf(x);
    const { blockRows, blocks } = rowBlocks(rows);
    const y = backend.makeOutput(x.shape, 'float32');
    const results = makeVectors(backend, { count: 4, channels });
    const coefficients = makeVectors(backend, { count: 2, channels });
    const parts = backend.makeOutput([blocks, 2, channels], 'float32');
    const at = (tensor: TensorInfo | undefined) => (tensor ? addressOf(backend, tensor) : 0);
    pool.parallel('channelMoments', [at(x), at(parts), rows, channels, blockRows], { units: blocks });
    pool.parallel(
      'batchNormStatistics',
      [
        ...[at(parts), at(input(inputs, 'beta')), at(inputs.gamma)],
        ...[at(input(inputs, 'movingMean')), at(input(inputs, 'movingVariance'))],
        ...[...results, ...coefficients].map(at),
        ...[rows, channels, blockRows, epsilon, momentum],
      ],
      { units: channels, multiple: channelsAtOnce(blocks) },
    );
    pool.parallel('channelAffine', [...[x, ...coefficients, y].map(at), channels, floor], {
      units: rows,
      multiple: blockRows,
    });
    for (const { dataId } of [...coefficients, parts]) {
      backend.disposeData(dataId);
    }
    return [y, ...results];
  },
};

/** { x, dy, mean, inverseStd, gamma?, y? } -> [dx, dbeta, dgamma]; with y, dy counts only where y > 0. */
export const batchNormGrad: WasmKernel = {
  kernelName: 'HpaBatchNormGrad',
  run({ inputs, backend, pool }) {
    const [x, dy] = [input(inputs, 'x'), input(inputs, 'dy')];
    const { rows, channels } = matrixOf(x);
    const { blockRows, blocks } = rowBlocks(rows);
    const dx = backend.makeOutput(x.shape, 'float32');
    const results = makeVectors(backend, { count: 2, channels });
    const coefficients = makeVectors(backend, { count: 3, channels });
    const parts = backend.makeOutput([blocks, 2, channels], 'float32');
    const at = (tensor: TensorInfo | undefined) => (tensor ? addressOf(backend, tensor) : 0);
    const mean = at(input(inputs, 'mean'));
    pool.parallel(
      'channelGradientSums',
      [at(x), at(dy), at(inputs.y), mean, at(parts), rows, channels, blockRows],
      {
        units: blocks,
      },
    );
    pool.parallel(
      'batchNormGradientSums',
      [
        ...[at(parts), mean, at(input(inputs, 'inverseStd')), at(inputs.gamma)],
        ...[...results, ...coefficients].map(at),
        ...[rows, channels, blockRows],
      ],
      { units: channels, multiple: channelsAtOnce(blocks) },
    );
    pool.parallel('channelAffine2', [...[x, dy, inputs.y, ...coefficients, dx].map(at), channels], {
      units: rows,
      multiple: blockRows,
    });
    for (const { dataId } of [...coefficients, parts]) {
      backend.disposeData(dataId);
    }
    return [dx, ...results];
  },
};

/** Below so many channels for a thread, waking it costs more than adding up the blocks. */
function channelsAtOnce(blocks: number): number {
  return Math.max(4, Math.ceil(16_384 / blocks));
}

function matrixOf({ shape }: TensorInfo): { readonly rows: number; readonly channels: number } {
  return { rows: shape.slice(0, -1).reduce((rows, length) => rows * length, 1), channels: shape.at(-1)! };
}

function makeVectors(
  backend: BackendWasm,
  { count, channels }: { readonly count: number; readonly channels: number },
): TensorInfo[] {
  return Array.from({ length: count }, () => backend.makeOutput([channels], 'float32'));
}
