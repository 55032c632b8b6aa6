import { dropoutAttributes } from '../../dropout-attributes.js';
import { GRAIN } from '../calls/grain.js';
import { input, type WasmKernel } from '../calls/kernel-call.js';
import { addressOf, sizeOf } from '../memory/tensors.js';

/**
 * { x }, { key, firstElement, rate, scale, shift, dropped } -> scale * x + shift for kept elements, `dropped` for the others. A
 * hash of key and position decides which elements are kept, the same one on every backend.
 */
export const dropout: WasmKernel = {
  kernelName: 'HpaDropout',
  run({ inputs, attrs, backend, pool }) {
    const { key, firstElement, threshold, scale, shift, dropped } = dropoutAttributes(attrs);
    const x = input(inputs, 'x');
    const y = backend.makeOutput(x.shape, 'float32');
    if (sizeOf(x) === 0) {
      return y;
    }
    pool.run(
      'dropout',
      {
        x: addressOf(backend, x),
        y: addressOf(backend, y),
        key,
        first: firstElement,
        threshold,
        scale,
        shift,
        dropped,
      },
      { units: sizeOf(x), multiple: GRAIN },
    );
    return y;
  },
};
