import {
  type AvgPoolAttrs,
  backend_util,
  type MaxPoolAttrs,
  type MaxPoolGradAttrs,
  type TensorInfo,
} from '@tensorflow/tfjs-core';
import { input, type WasmKernel } from '../kernel-call.js';
import { addressOf, sizeOf } from '../tensors.js';

/** Largest values of the windows of float32 pictures. */
export const maxPool: WasmKernel = pooling('MaxPool', 'maxPool');

/** Means of the windows of float32 pictures, over the pixels inside of the picture. */
export const avgPool: WasmKernel = pooling('AvgPool', 'averagePool');

function pooling(kernelName: string, compiled: 'averagePool' | 'maxPool'): WasmKernel {
  return {
    kernelName,
    run({ inputs, attrs, backend, pool, stock }) {
      const x = input(inputs, 'x');
      if (x.dtype !== 'float32') {
        return stock();
      }
      const info = windowsOf(x, attrs as unknown as AvgPoolAttrs | MaxPoolAttrs);
      const y = backend.makeOutput(info.outShape, 'float32');
      if (sizeOf(y) === 0) {
        return y;
      }
      pool.parallel(compiled, [addressOf(backend, x), addressOf(backend, y), ...numbersOf(info)], {
        units: info.batchSize * info.outHeight,
      });
      return y;
    },
  };
}

/** The first maximum of a window takes its gradient, as on cpu. */
export const maxPoolGrad: WasmKernel = {
  kernelName: 'MaxPoolGrad',
  run({ inputs, attrs, backend, pool }) {
    const x = input(inputs, 'input');
    const info = windowsOf(x, attrs as unknown as MaxPoolGradAttrs);
    const dx = backend.makeOutput(x.shape, 'float32');
    const places = [x, input(inputs, 'output'), input(inputs, 'dy'), dx].map((t) => addressOf(backend, t));
    pool.parallel('maxPoolGradient', [...places, ...numbersOf(info)], { units: info.batchSize });
    return dx;
  },
};

/** { dy }, { poolSize } -> dx of the average over the odd window around each pixel ('same', stride 1). */
export const averagePoolGrad: WasmKernel = {
  kernelName: 'HpaAveragePoolGrad',
  run({ inputs, attrs, backend, pool }) {
    const dy = input(inputs, 'dy');
    const { poolSize } = attrs as { poolSize: number };
    const [pictures, height, width, channels] = dy.shape as [number, number, number, number];
    const dx = backend.makeOutput(dy.shape, 'float32');
    const places = [dy, dx].map((tensor) => addressOf(backend, tensor));
    pool.parallel('averagePoolGradient', [...places, height, width, channels, poolSize], {
      units: pictures * height,
    });
    return dx;
  },
};

function windowsOf(
  x: TensorInfo,
  { filterSize, strides, pad, dimRoundingMode }: AvgPoolAttrs | MaxPoolAttrs,
) {
  const shape = x.shape as [number, number, number, number];
  return backend_util.computePool2DInfo(shape, filterSize, strides, 1, pad, dimRoundingMode);
}

/** As the compiled kernels take them. */
function numbersOf(info: backend_util.Conv2DInfo): number[] {
  return [
    ...[info.inHeight, info.inWidth, info.inChannels, info.outHeight, info.outWidth],
    ...[info.filterHeight, info.filterWidth, info.strideHeight, info.strideWidth],
    ...[info.padInfo.top, info.padInfo.left],
  ];
}
