import { type KernelFunc, registerKernel, type TensorInfo } from '@tensorflow/tfjs-core';
import { counterHash } from '../../src/counter-hash.js';

/** Registers a genuine HpaDropout on the cpu backend, in a plain loop, and counts its calls. */
export function registerCpuDropoutKernel(): { calls: number } {
  const counter = { calls: 0 };
  const kernelFunc: KernelFunc = ({ inputs, backend, attrs }) => {
    counter.calls += 1;
    const x = inputs.x as TensorInfo;
    const { key, firstElement, rate, scale, shift, dropped } = attrs as Readonly<Record<string, number>>;
    const cpu = backend as CpuBackend;
    const y = cpu.data
      .get(x.dataId)
      .values.map((value, i) =>
        counterHash(key!, firstElement! + i) >= rate! * 2 ** 32 ? scale! * value + shift! : dropped!,
      );
    return cpu.makeTensorInfo(x.shape, 'float32', y);
  };
  registerKernel({ kernelName: 'HpaDropout', backendName: 'cpu', kernelFunc });
  return counter;
}

interface CpuBackend {
  readonly data: { get(dataId: object): { readonly values: Float32Array } };
  makeTensorInfo(shape: readonly number[], dtype: 'float32', values: Float32Array): TensorInfo;
}
