import type { TensorInfo } from '@tensorflow/tfjs-core';
import { input, type WasmKernel } from '../calls/kernel-call.js';
import { rowBlocks } from '../calls/row-blocks.js';
import { addressOf } from '../memory/tensors.js';

// Batch normalization of x [..., C] in training: forward and backward are each one pass of sums and one affine map. A model uses
// these kernels if they are registered, and otherwise composes the same from standard operations.

/**
 * { x, beta, gamma?, movingMean, movingVariance }, { epsilon, momentum, ceiling } ->
 * [y, mean, inverseStd, new movingMean, new movingVariance]. With a ceiling above 0, y is at least 0 and at most that.
 */
export const batchNorm: WasmKernel = {
  kernelName: 'HpaBatchNorm',
  run({ inputs, attrs, backend, pool }) {
    const { epsilon, momentum, ceiling } = attrs as { epsilon: number; momentum: number; ceiling: number };
    const bounds =
      ceiling > 0
        ? { floor: 0, ceiling }
        : { floor: Number.NEGATIVE_INFINITY, ceiling: Number.POSITIVE_INFINITY };
    const x = input(inputs, 'x');
    const { rows, channels } = matrixOf(x);
    const { blockRows, blocks } = rowBlocks(rows);
    const y = backend.makeOutput(x.shape, 'float32');
    const vector = () => backend.makeOutput([channels], 'float32');
    const [mean, inverseStd, newMean, newVariance] = [vector(), vector(), vector(), vector()];
    const [scale, shift] = [vector(), vector()];
    const parts = backend.makeOutput([blocks, 2, channels], 'float32');
    const at = (tensor: TensorInfo | undefined) => (tensor ? addressOf(backend, tensor) : 0);
    pool.run('channelMoments', { x: at(x), parts: at(parts), rows, channels, blockRows }, { units: blocks });
    pool.run(
      'batchNormStatistics',
      {
        parts: at(parts),
        beta: at(input(inputs, 'beta')),
        gamma: at(inputs.gamma),
        movingMean: at(input(inputs, 'movingMean')),
        movingVariance: at(input(inputs, 'movingVariance')),
        mean: at(mean),
        inverseStd: at(inverseStd),
        newMean: at(newMean),
        newVariance: at(newVariance),
        scale: at(scale),
        shift: at(shift),
        rows,
        channels,
        blockRows,
        epsilon,
        momentum,
      },
      { units: channels, multiple: channelsPerRange(blocks) },
    );
    pool.run(
      'channelAffine',
      { x: at(x), scale: at(scale), shift: at(shift), y: at(y), channels, ...bounds },
      { units: rows, multiple: blockRows },
    );
    for (const { dataId } of [scale, shift, parts]) {
      backend.disposeData(dataId);
    }
    return [y, mean, inverseStd, newMean, newVariance];
  },
};

/**
 * { x, dy, mean, inverseStd, gamma?, y? }, { ceiling } -> [dx, dbeta, dgamma]. If y is given, dy is taken as 0 for elements with y <= 0 or
 * y >= ceiling.
 */
export const batchNormGrad: WasmKernel = {
  kernelName: 'HpaBatchNormGrad',
  run({ inputs, attrs, backend, pool }) {
    const { ceiling } = attrs as { ceiling: number };
    const [x, dy] = [input(inputs, 'x'), input(inputs, 'dy')];
    const { rows, channels } = matrixOf(x);
    const { blockRows, blocks } = rowBlocks(rows);
    const dx = backend.makeOutput(x.shape, 'float32');
    const vector = () => backend.makeOutput([channels], 'float32');
    const [dbeta, dgamma] = [vector(), vector()];
    const [a, b, c] = [vector(), vector(), vector()];
    const parts = backend.makeOutput([blocks, 2, channels], 'float32');
    const at = (tensor: TensorInfo | undefined) => (tensor ? addressOf(backend, tensor) : 0);
    const mean = at(input(inputs, 'mean'));
    pool.run(
      'channelGradientSums',
      { x: at(x), dy: at(dy), y: at(inputs.y), mean, parts: at(parts), rows, channels, blockRows, ceiling },
      { units: blocks },
    );
    pool.run(
      'batchNormGradientSums',
      {
        parts: at(parts),
        mean,
        inverseStd: at(input(inputs, 'inverseStd')),
        gamma: at(inputs.gamma),
        dbeta: at(dbeta),
        dgamma: at(dgamma),
        a: at(a),
        b: at(b),
        c: at(c),
        rows,
        channels,
        blockRows,
      },
      { units: channels, multiple: channelsPerRange(blocks) },
    );
    pool.run(
      'channelAffine2',
      { x: at(x), dy: at(dy), y: at(inputs.y), a: at(a), b: at(b), c: at(c), dx: at(dx), channels, ceiling },
      { units: rows, multiple: blockRows },
    );
    for (const { dataId } of [a, b, c, parts]) {
      backend.disposeData(dataId);
    }
    return [dx, dbeta, dgamma];
  },
};

/** With fewer channels per thread, waking it costs more than adding the blocks. */
function channelsPerRange(blocks: number): number {
  return Math.max(4, Math.ceil(16_384 / blocks));
}

function matrixOf({ shape }: TensorInfo): { readonly rows: number; readonly channels: number } {
  return { rows: shape.slice(0, -1).reduce((rows, length) => rows * length, 1), channels: shape.at(-1)! };
}
