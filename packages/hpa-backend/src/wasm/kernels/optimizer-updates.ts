import type { TensorInfo } from '@tensorflow/tfjs-core';
import { ownMemory } from '../../own-memory.js';
import { input, type KernelCall, type WasmKernel } from '../kernel-call.js';
import { addressOf, forgetPackedCopies, sizeOf } from '../tensors.js';

// Optimizer steps in place: one pass over each weight. Their names and meaning are a trainer's to look up in
// tfjs-core's registry; each returns a scalar that says nothing.

/** { variable, gradient, m, v }, { learningRate, beta1, beta2, epsilon, step from 1 }. */
export const adam: WasmKernel = {
  kernelName: 'HpaAdam',
  run({ inputs, attrs, backend, pool }) {
    const { learningRate, beta1, beta2, epsilon, step } = attrs as Record<string, number> as {
      learningRate: number;
      beta1: number;
      beta2: number;
      epsilon: number;
      step: number;
    };
    const variable = input(inputs, 'variable');
    for (const name of ['variable', 'm', 'v']) {
      own({ backend, pool }, input(inputs, name));
    }
    const addresses = ['variable', 'gradient', 'm', 'v'].map((name) =>
      addressOf(backend, input(inputs, name)),
    );
    const rate = learningRate / (1 - beta1 ** step);
    const correction2 = 1 / (1 - beta2 ** step);
    pool.parallel('adamUpdate', [...addresses, beta1, beta2, rate, correction2, epsilon], {
      units: sizeOf(variable),
      multiple: 1024,
    });
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
    const addresses = ['variable', 'gradient', 'velocity'].map((name) =>
      addressOf(backend, input(inputs, name)),
    );
    pool.parallel('momentumUpdate', [...addresses, keep, learningRate, nesterov ? 1 : 0], {
      units: sizeOf(variable),
      multiple: 1024,
    });
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
