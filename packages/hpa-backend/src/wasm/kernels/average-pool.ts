import type { AvgPoolAttrs } from '@tensorflow/tfjs-core';
import { input, type WasmKernel } from '../kernel-call.js';
import { numbersOf, poolingOf } from '../pooling.js';
import { addressOf, sizeOf } from '../tensors.js';

/** 2-D average pooling of float32 over the pixels inside of the picture, on all threads. */
export const avgPool: WasmKernel = {
  kernelName: 'AvgPool',
  run({ inputs, attrs, backend, pool, stock }) {
    const x = input(inputs, 'x');
    if (x.dtype !== 'float32') return stock();
    const info = poolingOf(x, attrs as unknown as AvgPoolAttrs);
    const y = backend.makeOutput(info.outShape, 'float32');
    if (sizeOf(y) === 0) return y;
    pool.parallel('averagePool', [addressOf(backend, x), addressOf(backend, y), ...numbersOf(info)], {
      units: info.batchSize * info.outHeight,
    });
    return y;
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
