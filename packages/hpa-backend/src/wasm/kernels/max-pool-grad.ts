import { backend_util, type MaxPoolGradAttrs } from '@tensorflow/tfjs-core';
import { input, type WasmKernel } from '../kernel-call.js';
import { addressOf } from '../tensors.js';

/** Gradient of 2-D max pooling, four channels at a time; the first maximum of a window takes it, as on cpu. */
export const maxPoolGrad: WasmKernel = {
  kernelName: 'MaxPoolGrad',
  run({ inputs, attrs, backend, pool }) {
    const x = input(inputs, 'input');
    const y = input(inputs, 'output');
    const dy = input(inputs, 'dy');
    const { filterSize, strides, pad, dimRoundingMode } = attrs as unknown as MaxPoolGradAttrs;
    const info = backend_util.computePool2DInfo(
      x.shape as [number, number, number, number],
      filterSize,
      strides,
      1,
      pad,
      dimRoundingMode,
    );
    const dx = backend.makeOutput(x.shape, 'float32');
    pool.parallel(
      'maxPoolGradient',
      [
        ...[addressOf(backend, x), addressOf(backend, y), addressOf(backend, dy), addressOf(backend, dx)],
        ...[info.inHeight, info.inWidth, info.inChannels, info.outHeight, info.outWidth],
        ...[info.filterHeight, info.filterWidth, info.strideHeight, info.strideWidth],
        ...[info.padInfo.top, info.padInfo.left],
      ],
      { units: info.batchSize },
    );
    return dx;
  },
};
