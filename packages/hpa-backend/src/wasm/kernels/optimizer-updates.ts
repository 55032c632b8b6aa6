import type { TensorInfo } from '@tensorflow/tfjs-core';
import { ownMemory } from '../../own-memory.js';
import { input, type KernelCall, type WasmKernel } from '../calls/kernel-call.js';
import { addressOf, forgetPackedCopies, sizeOf } from '../memory/tensors.js';

// Optimizer steps in place, in one pass over the weights. A trainer finds them by name in tfjs-core's registry. Each returns a
// dummy scalar; the kernel updates its inputs in place.

/** Minimum elements of a range: below it, waking a thread costs more than the work. */
const GRAIN = 1024;

/** { variable, gradient, m, v }, { learningRate, beta1, beta2, epsilon, step from 1 }. */
export const adam: WasmKernel = {
  kernelName: 'HpaAdam',
  run({ inputs, attrs, backend, pool }) {
    const { learningRate, beta1, beta2, epsilon, step } = attrs as unknown as Readonly<
      Record<'learningRate' | 'beta1' | 'beta2' | 'epsilon' | 'step', number>
    >;
    const variable = input(inputs, 'variable');
    for (const name of ['variable', 'm', 'v']) {
      own({ backend, pool }, input(inputs, name));
    }
    pool.run(
      'adamUpdate',
      {
        variable: addressOf(backend, variable),
        gradient: addressOf(backend, input(inputs, 'gradient')),
        m: addressOf(backend, input(inputs, 'm')),
        v: addressOf(backend, input(inputs, 'v')),
        beta1,
        beta2,
        rate: learningRate / (1 - beta1 ** step),
        correction2: 1 / (1 - beta2 ** step),
        epsilon,
      },
      { units: sizeOf(variable), multiple: GRAIN },
    );
    forgetPackedCopies(backend, variable);
    return backend.makeOutput([], 'float32', undefined, new Float32Array(1));
  },
};

/** { variable, gradient, velocity }, { learningRate, momentum, nesterov }. */
export const momentum: WasmKernel = {
  kernelName: 'HpaMomentum',
  run({ inputs, attrs, backend, pool }) {
    const {
      learningRate,
      momentum: keep,
      nesterov,
    } = attrs as unknown as {
      learningRate: number;
      momentum: number;
      nesterov: boolean;
    };
    const variable = input(inputs, 'variable');
    for (const name of ['variable', 'velocity']) {
      own({ backend, pool }, input(inputs, name));
    }
    pool.run(
      'momentumUpdate',
      {
        variable: addressOf(backend, variable),
        gradient: addressOf(backend, input(inputs, 'gradient')),
        velocity: addressOf(backend, input(inputs, 'velocity')),
        momentum: keep,
        rate: learningRate,
        nesterov: nesterov ? 1 : 0,
      },
      { units: sizeOf(variable), multiple: GRAIN },
    );
    forgetPackedCopies(backend, variable);
    return backend.makeOutput([], 'float32', undefined, new Float32Array(1));
  },
};

function own({ backend, pool }: Pick<KernelCall, 'backend' | 'pool'>, variable: TensorInfo): void {
  ownMemory(variable, {
    readers: backend.refCount(variable.dataId),
    copy: () => {
      const copy = backend.makeOutput(variable.shape, variable.dtype);
      pool.finish();
      backend.typedArrayFromHeap(copy).set(backend.typedArrayFromHeap(variable));
      return copy;
    },
  });
}
