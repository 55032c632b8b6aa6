import { input, type WebgpuKernel } from '../shaders/kernel-call.js';
import { mapElements } from '../shaders/map-elements.js';

/** { x, dy } -> dy if x > 0, else 0. */
export const reluGrad: WebgpuKernel = activationGradient('HpaReluGrad', 'select(0.0, dy[i], x[i] > 0.0)');

/** { x, dy } -> dy if 0 < x <= 6, else 0. */
export const relu6Grad: WebgpuKernel = activationGradient(
  'HpaRelu6Grad',
  'select(0.0, dy[i], x[i] > 0.0 && x[i] <= 6.0)',
);

/** { x, dy } -> scale * dy if x > 0, else scale * alpha * e^x * dy (Klambauer et al., arXiv:1706.02515). */
export const seluGrad: WebgpuKernel = activationGradient(
  'HpaSeluGrad',
  'dy[i] * select(1.7580993408473766 * exp(x[i]), 1.0507009873554805, x[i] > 0.0)',
);

function activationGradient(kernelName: string, value: string): WebgpuKernel {
  return {
    kernelName,
    run: ({ inputs, backend }) =>
      mapElements(backend, { inputs: { x: input(inputs, 'x'), dy: input(inputs, 'dy') }, value }),
  };
}
