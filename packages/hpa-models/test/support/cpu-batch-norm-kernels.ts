import { type KernelFunc, registerKernel, type TensorInfo } from '@tensorflow/tfjs-core';

/**
 * Registers genuine kernels for batch normalization on the cpu backend, in plain loops, and counts their calls.
 */
export function registerCpuBatchNormKernels(): Record<string, number> {
  const calls: Record<string, number> = {};
  const register = (
    kernelName: string,
    run: (
      inputs: Values,
      call: { readonly channels: number; readonly attributes: Attributes },
    ) => Float32Array[],
  ) => {
    calls[kernelName] = 0;
    const kernelFunc: KernelFunc = ({ inputs, backend, attrs }) => {
      calls[kernelName]! += 1;
      const cpu = backend as CpuBackend;
      const read = ([name, tensor]: [string, TensorInfo]) =>
        [name, cpu.data.get(tensor.dataId).values] as const;
      const values = Object.fromEntries(Object.entries(inputs as Record<string, TensorInfo>).map(read));
      const { shape } = inputs.x as TensorInfo;
      const channels = shape[shape.length - 1]!;
      return run(values, { channels, attributes: attrs as unknown as Attributes }).map((result) =>
        cpu.makeTensorInfo(result.length === channels ? [channels] : shape, 'float32', result),
      );
    };
    registerKernel({ kernelName, backendName: 'cpu', kernelFunc });
  };

  register('HpaBatchNorm', (inputs, { channels, attributes: { epsilon, momentum, ceiling } }) => {
    const { x, beta, gamma, movingMean, movingVariance } = inputs;
    const rows = x!.length / channels;
    const mean = sums(channels, x!.length, (i) => x![i]! / rows);
    const variance = sums(channels, x!.length, (i) => (x![i]! - mean[i % channels]!) ** 2 / rows);
    const inverseStd = variance.map((value) => 1 / Math.sqrt(value + epsilon));
    const move = (average: Float32Array, statistic: number[]) =>
      average.map((value, c) => momentum * value + (1 - momentum) * statistic[c]!);
    return [
      x!.map((value, i) => {
        const c = i % channels;
        const y = (gamma?.[c] ?? 1) * (value - mean[c]!) * inverseStd[c]! + beta![c]!;
        return ceiling > 0 ? Math.min(Math.max(0, y), ceiling) : y;
      }),
      Float32Array.from(mean),
      Float32Array.from(inverseStd),
      move(movingMean!, mean),
      move(movingVariance!, variance),
    ];
  });
  register('HpaBatchNormGrad', (inputs, { channels, attributes: { ceiling } }) => {
    const { x, dy: gradient, mean, inverseStd, gamma, y } = inputs;
    const dy = gradient!.map((value, i) => (y && (y[i]! <= 0 || y[i]! >= ceiling) ? 0 : value));
    const rows = x!.length / channels;
    const xhat = x!.map((value, i) => (value - mean![i % channels]!) * inverseStd![i % channels]!);
    const dbeta = sums(channels, x!.length, (i) => dy[i]!);
    const dgamma = sums(channels, x!.length, (i) => dy[i]! * xhat[i]!);
    return [
      dy.map((value, i) => {
        const c = i % channels;
        return (gamma?.[c] ?? 1) * inverseStd![c]! * (value - (dbeta[c]! + xhat[i]! * dgamma[c]!) / rows);
      }),
      Float32Array.from(dbeta),
      Float32Array.from(dgamma),
    ];
  });
  return calls;
}

type Values = Readonly<Record<string, Float32Array>>;

interface Attributes {
  readonly epsilon: number;
  readonly momentum: number;
  readonly ceiling: number;
}

interface CpuBackend {
  readonly data: { get(dataId: object): { readonly values: Float32Array } };
  makeTensorInfo(shape: readonly number[], dtype: 'float32', values: Float32Array): TensorInfo;
}

function sums(channels: number, size: number, term: (i: number) => number): number[] {
  const totals = new Array<number>(channels).fill(0);
  for (let i = 0; i < size; i++) {
    totals[i % channels]! += term(i);
  }
  return totals;
}
