import type { MaxPoolAttrs, MaxPoolGradAttrs } from '@tensorflow/tfjs-core';
import { input, type WasmKernel } from '../kernel-call.js';
import { numbersOf, poolingOf } from '../pooling.js';
import { addressOf, sizeOf } from '../tensors.js';

/** 2-D max pooling of float32, four channels at a time. */
export const maxPool: WasmKernel = {
  kernelName: 'MaxPool',
  run({ inputs, attrs, backend, pool, stock }) {
    const x = input(inputs, 'x');
    if (x.dtype !== 'float32') return stock();
    const info = poolingOf(x, attrs as unknown as MaxPoolAttrs);
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
    const info = poolingOf(x, attrs as unknown as MaxPoolGradAttrs);
    const dx = backend.makeOutput(x.shape, 'float32');
    const places = [x, input(inputs, 'output'), input(inputs, 'dy'), dx].map((t) => addressOf(backend, t));
    pool.parallel('maxPoolGradient', [...places, ...numbersOf(info)], { units: info.batchSize });
    return dx;
  },
};
