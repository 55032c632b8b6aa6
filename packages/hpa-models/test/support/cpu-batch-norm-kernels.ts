import { type KernelFunc, registerKernel, type TensorInfo } from '@tensorflow/tfjs-core';

/**
 * Registers genuine kernels for batch normalization on the cpu backend, in plain loops, and counts their calls.
 */
export function registerCpuBatchNormKernels(): Record<string, number> {
  const calls: Record<string, number> = {};
  const register = (kernelName: string, run: (inputs: Values, channels: number) => Float32Array[]) => {
    calls[kernelName] = 0;
    const kernelFunc: KernelFunc = ({ inputs, backend }) => {
      calls[kernelName]! += 1;
      const cpu = backend as CpuBackend;
      const read = ([name, tensor]: [string, TensorInfo]) =>
        [name, cpu.data.get(tensor.dataId).values] as const;
      const values = Object.fromEntries(Object.entries(inputs as Record<string, TensorInfo>).map(read));
      const { shape } = inputs.x as TensorInfo;
      const channels = shape[shape.length - 1]!;
      const results = run(values, channels).map((result) =>
        cpu.makeTensorInfo(result.length === channels ? [channels] : shape, 'float32', result),
      );
      return results.length === 1 ? results[0]! : results;
    };
    registerKernel({ kernelName, backendName: 'cpu', kernelFunc });
  };

  register('HpaBatchNormMoments', ({ x }, channels) => {
    const rows = x!.length / channels;
    const mean = sums(channels, x!.length, (i) => x![i]! / rows);
    const variance = sums(channels, x!.length, (i) => (x![i]! - mean[i % channels]!) ** 2 / rows);
    return [Float32Array.from(mean), Float32Array.from(variance)];
  });
  register('HpaBatchNormGradSums', ({ x, dy, mean, inverseStd }, channels) => [
    Float32Array.from(sums(channels, x!.length, (i) => dy![i]!)),
    Float32Array.from(
      sums(
        channels,
        x!.length,
        (i) => dy![i]! * (x![i]! - mean![i % channels]!) * inverseStd![i % channels]!,
      ),
    ),
  ]);
  register('HpaAffine', ({ x, scale, shift }, channels) => [
    x!.map((value, i) => value * scale![i % channels]! + shift![i % channels]!),
  ]);
  register('HpaAffine2', ({ x, dy, a, b, c }, channels) => [
    x!.map((value, i) => a![i % channels]! * dy![i]! + b![i % channels]! * value + c![i % channels]!),
  ]);
  return calls;
}

type Values = Readonly<Record<string, Float32Array>>;

interface CpuBackend {
  readonly data: { get(dataId: object): { readonly values: Float32Array } };
  makeTensorInfo(shape: readonly number[], dtype: 'float32', values: Float32Array): TensorInfo;
}

function sums(channels: number, size: number, term: (i: number) => number): number[] {
  const totals = new Array<number>(channels).fill(0);
  for (let i = 0; i < size; i++) totals[i % channels]! += term(i);
  return totals;
}
