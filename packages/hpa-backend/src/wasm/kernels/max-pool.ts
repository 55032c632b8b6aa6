import {
  backend_util,
  type MaxPoolAttrs,
  type MaxPoolGradAttrs,
  type TensorInfo,
} from '@tensorflow/tfjs-core';
import { input, type WasmKernel } from '../kernel-call.js';
import { addressOf, sizeOf } from '../tensors.js';

/** 2-D max pooling of float32, four channels at a time. */
export const maxPool: WasmKernel = {
  kernelName: 'MaxPool',
  run({ inputs, attrs, backend, pool, stock }) {
    const x = input(inputs, 'x');
    if (x.dtype !== 'float32') return stock();
    const info = shapeOf(x, attrs as unknown as MaxPoolAttrs);
    const y = backend.makeOutput(info.outShape, 'float32');
    if (sizeOf(y) === 0) return y;
    pool.parallel('maxPool', [addressOf(backend, x), addressOf(backend, y), ...numbersOf(info)], {
      units: info.batchSize * info.outHeight,
    });
    return y;
  },
};

/** Its gradient; the first maximum of a window takes it, as on cpu. */
export const maxPoolGrad: WasmKernel = {
  kernelName: 'MaxPoolGrad',
  run({ inputs, attrs, backend, pool }) {
    const x = input(inputs, 'input');
    const info = shapeOf(x, attrs as unknown as MaxPoolGradAttrs);
    const dx = backend.makeOutput(x.shape, 'float32');
    const places = [x, input(inputs, 'output'), input(inputs, 'dy'), dx].map((t) => addressOf(backend, t));
    pool.parallel('maxPoolGradient', [...places, ...numbersOf(info)], { units: info.batchSize });
    return dx;
  },
};

function shapeOf(x: TensorInfo, { filterSize, strides, pad, dimRoundingMode }: MaxPoolAttrs) {
  const shape = x.shape as [number, number, number, number];
  return backend_util.computePool2DInfo(shape, filterSize, strides, 1, pad, dimRoundingMode);
}

function numbersOf(info: backend_util.Conv2DInfo): number[] {
  return [
    ...[info.inHeight, info.inWidth, info.inChannels, info.outHeight, info.outWidth],
    ...[info.filterHeight, info.filterWidth, info.strideHeight, info.strideWidth],
    ...[info.padInfo.top, info.padInfo.left],
  ];
}
