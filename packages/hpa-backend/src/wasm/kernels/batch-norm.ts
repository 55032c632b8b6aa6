import type { TensorInfo } from '@tensorflow/tfjs-core';
import { input, type WasmKernel } from '../kernel-call.js';
import { addressOf } from '../tensors.js';

// Training-mode batch normalization in four kernels over x [..., C]. They have names of their own: a model that
// finds them registered uses them, and composes the same from standard operations where they are not.

const rowsOf = (x: TensorInfo): number =>
  x.shape.slice(0, -1).reduce((product, dimension) => product * dimension, 1);
const channelsOf = (x: TensorInfo): number => x.shape.at(-1) as number;

/** { x } -> [mean [C], biased variance [C]]. */
export const batchNormMoments: WasmKernel = {
  kernelName: 'HpaBatchNormMoments',
  run({ inputs, backend, pool }) {
    const x = input(inputs, 'x');
    const channels = channelsOf(x);
    const mean = backend.makeOutput([channels], 'float32');
    const variance = backend.makeOutput([channels], 'float32');
    const totals = backend.makeOutput([channels, 4], 'float32');
    const places = [x, mean, variance, totals].map((tensor) => addressOf(backend, tensor));
    pool.parallel('channelMoments', [...places, rowsOf(x), channels], { units: channels, multiple: 4 });
    backend.disposeData(totals.dataId);
    return [mean, variance];
  },
};

/** { x, dy, mean, inverseStd } -> [sum of dy [C], sum of dy * xhat [C]]. */
export const batchNormGradSums: WasmKernel = {
  kernelName: 'HpaBatchNormGradSums',
  run({ inputs, backend, pool }) {
    const x = input(inputs, 'x');
    const channels = channelsOf(x);
    const sumDy = backend.makeOutput([channels], 'float32');
    const sumDyXhat = backend.makeOutput([channels], 'float32');
    const totals = backend.makeOutput([channels, 4], 'float32');
    const sources = ['x', 'dy', 'mean', 'inverseStd'].map((name) => input(inputs, name));
    const places = [...sources, sumDy, sumDyXhat, totals].map((tensor) => addressOf(backend, tensor));
    pool.parallel('channelGradientSums', [...places, rowsOf(x), channels], { units: channels, multiple: 4 });
    backend.disposeData(totals.dataId);
    return [sumDy, sumDyXhat];
  },
};

/** { x, scale [C], shift [C] } -> x * scale + shift. */
export const affine: WasmKernel = {
  kernelName: 'HpaAffine',
  run({ inputs, backend, pool }) {
    const x = input(inputs, 'x');
    const y = backend.makeOutput(x.shape, 'float32');
    const sources = ['x', 'scale', 'shift'].map((name) => addressOf(backend, input(inputs, name)));
    pool.parallel('channelAffine', [...sources, addressOf(backend, y), channelsOf(x)], {
      units: rowsOf(x),
      multiple: 64,
    });
    return y;
  },
};

/** { x, dy, a [C], b [C], c [C] } -> a * dy + b * x + c. */
export const affine2: WasmKernel = {
  kernelName: 'HpaAffine2',
  run({ inputs, backend, pool }) {
    const x = input(inputs, 'x');
    const dx = backend.makeOutput(x.shape, 'float32');
    const sources = ['x', 'dy', 'a', 'b', 'c'].map((name) => addressOf(backend, input(inputs, name)));
    pool.parallel('channelAffine2', [...sources, addressOf(backend, dx), channelsOf(x)], {
      units: rowsOf(x),
      multiple: 64,
    });
    return dx;
  },
};
