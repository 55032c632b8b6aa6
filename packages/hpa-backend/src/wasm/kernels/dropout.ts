import { dropoutAttributes } from '../../dropout-attributes.js';
import { input, type WasmKernel } from '../kernel-call.js';
import { addressOf, sizeOf } from '../tensors.js';

// Threads take multiples of so many elements: below it, waking them costs more than the work.
const GRAIN = 4096;

/**
 * { x }, { key, firstElement, rate, scale, shift, dropped } -> scale * x + shift where an element is kept, else dropped. Which
 * ones are follows from a hash of key and place alone, as @hpa/models has it on every backend.
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
    const places = [x, y].map((tensor) => addressOf(backend, tensor));
    pool.parallel('dropout', [...places, key, firstElement, threshold, scale, shift, dropped], {
      units: sizeOf(x),
      multiple: GRAIN,
    });
    return y;
  },
};
