import { dropoutAttributes } from '../../dropout-attributes.js';
import { input, type WebgpuKernel } from '../shaders/kernel-call.js';
import { mapElements } from '../shaders/map-elements.js';

/**
 * { x }, { key, firstElement, rate, scale, shift, dropped } -> scale * x + shift for kept elements, `dropped` for the others. A
 * hash of key and position decides which elements are kept, the same one on every backend.
 */
export const dropout: WebgpuKernel = {
  kernelName: 'HpaDropout',
  run({ inputs, attrs, backend }) {
    const { key, firstElement, threshold, scale, shift, dropped } = dropoutAttributes(attrs);
    return mapElements(backend, {
      inputs: { x: input(inputs, 'x') },
      integers: { key, firstElement, threshold },
      floats: { scale, shift, dropped },
      functions: `
        fn hash(counter : u32) -> u32 {
          var h = (counter ^ (counter >> 16u)) * 0x21f0aaadu;
          h = (h ^ (h >> 15u)) * 0x735a2d97u;
          return h ^ (h >> 15u);
        }
        fn keeps(i : i32) -> bool {
          let place = bitcast<u32>(uniforms.firstElement) + u32(i);
          return hash(place * 0x9e3779b1u + bitcast<u32>(uniforms.key)) >= bitcast<u32>(uniforms.threshold);
        }`,
      value: 'select(uniforms.dropped, uniforms.scale * x[i] + uniforms.shift, keeps(i))',
    });
  },
};
