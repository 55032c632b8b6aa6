import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import type { TensorInfo } from '@tensorflow/tfjs-core';
import { updatesOf } from '../../optimizer-updates.js';
import { ownMemory } from '../../own-memory.js';
import type { WebgpuKernel } from '../shaders/kernel-call.js';
import { mapElements } from '../shaders/map-elements.js';

// Optimizer steps in place, one pass per tensor that changes. A trainer finds them by name in tfjs-core's registry. Each returns
// a dummy scalar; the kernel updates its inputs in place.

/**
 * { variable0, gradient0, m0, v0, variable1, ... }, { learningRates and keptShares, a number for each variable, beta1, beta2, epsilon, step from 1 }.
 */
export const adam: WebgpuKernel = {
  kernelName: 'HpaAdam',
  run({ inputs, attrs, backend }) {
    const { beta1, beta2, epsilon, step } = attrs as unknown as Readonly<
      Record<'beta1' | 'beta2' | 'epsilon' | 'step', number>
    >;
    for (const { gradient, learningRate, keptShare, ...update } of updatesOf({
      inputs,
      attrs,
      slots: ['m', 'v'],
    })) {
      const [variable, m, v] = [update.variable, ...update.slots].map((tensor) => own(backend, tensor)) as [
        TensorInfo,
        TensorInfo,
        TensorInfo,
      ];
      mapElements(backend, {
        into: m,
        inputs: { gradient },
        floats: { keep: beta1, take: 1 - beta1 },
        value: 'uniforms.keep * result[i] + uniforms.take * gradient[i]',
      });
      mapElements(backend, {
        into: v,
        inputs: { gradient },
        floats: { keep: beta2, take: 1 - beta2 },
        value: 'uniforms.keep * result[i] + uniforms.take * gradient[i] * gradient[i]',
      });
      mapElements(backend, {
        into: variable,
        inputs: { m, v },
        floats: {
          kept: keptShare,
          rate: learningRate / (1 - beta1 ** step),
          correction: 1 / (1 - beta2 ** step),
          epsilon,
        },
        value:
          'uniforms.kept * result[i] - uniforms.rate * m[i] / (sqrt(v[i] * uniforms.correction) + uniforms.epsilon)',
      });
    }
    return backend.makeTensorInfo([], 'float32', new Float32Array(1));
  },
};

/** { variable0, gradient0, velocity0, variable1, ... }, { learningRates, a number for each variable, momentum, nesterov }. */
export const momentum: WebgpuKernel = {
  kernelName: 'HpaMomentum',
  run({ inputs, attrs, backend }) {
    const { momentum: keep, nesterov } = attrs as unknown as {
      readonly momentum: number;
      readonly nesterov: boolean;
    };
    for (const { gradient, learningRate: rate, ...update } of updatesOf({
      inputs,
      attrs,
      slots: ['velocity'],
    })) {
      const [variable, velocity] = [update.variable, ...update.slots].map((tensor) =>
        own(backend, tensor),
      ) as [TensorInfo, TensorInfo];
      mapElements(backend, {
        into: velocity,
        inputs: { gradient },
        floats: { keep, rate },
        value: 'uniforms.keep * result[i] - uniforms.rate * gradient[i]',
      });
      mapElements(backend, {
        into: variable,
        inputs: { velocity, ...(nesterov && { gradient }) },
        floats: { keep, rate },
        value: nesterov
          ? 'result[i] + uniforms.keep * velocity[i] - uniforms.rate * gradient[i]'
          : 'result[i] + velocity[i]',
      });
    }
    return backend.makeTensorInfo([], 'float32', new Float32Array(1));
  },
};

function own(backend: WebGPUBackend, variable: TensorInfo): TensorInfo {
  return ownMemory(variable, {
    readers: backend.refCount(variable.dataId),
    copy: () => mapElements(backend, { inputs: { x: variable }, value: 'x[i]' }),
  });
}
