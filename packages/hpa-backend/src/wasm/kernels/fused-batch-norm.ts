import type { FusedBatchNormAttrs, TensorInfo } from '@tensorflow/tfjs-core';
import { input, type KernelCall, type WasmKernel } from '../calls/kernel-call.js';
import { addressOf, sizeOf } from '../memory/tensors.js';

/**
 * Batch normalization with given statistics, as in inference: one multiplication and one addition per element. The stock
 * kernel, which takes statistics that are not one number per channel, takes a root and a division per element on one thread.
 */
export const fusedBatchNorm: WasmKernel = {
  kernelName: 'FusedBatchNorm',
  run(call) {
    const { inputs, attrs, backend, pool, stock } = call;
    const x = input(inputs, 'x');
    const channels = x.shape.at(-1) ?? 0;
    const vectors = [inputs.mean, inputs.variance, inputs.offset, inputs.scale].filter(
      (vector) => vector != null,
    );
    const byChannel = vectors.every((vector) => vector.shape.length === 1 && sizeOf(vector) === channels);
    if (x.dtype !== 'float32' || !byChannel || sizeOf(x) === 0) {
      return stock();
    }
    const y = backend.makeOutput(x.shape, 'float32');
    const { varianceEpsilon } = attrs as unknown as FusedBatchNormAttrs;
    const { scale, shift } = coefficients(call, { channels, varianceEpsilon });
    pool.run(
      'channelAffine',
      {
        x: addressOf(backend, x),
        scale: addressOf(backend, scale),
        shift: addressOf(backend, shift),
        y: addressOf(backend, y),
        channels,
        floor: Number.NEGATIVE_INFINITY,
      },
      { units: sizeOf(x) / channels, multiple: 64 },
    );
    for (const vector of [scale, shift]) {
      backend.disposeData(vector.dataId);
    }
    return y;
  },
};

/** (x - mean) * gamma / sqrt(variance + epsilon) + beta as x * scale + shift. */
function coefficients(
  { inputs, backend, pool }: KernelCall,
  { channels, varianceEpsilon }: { readonly channels: number; readonly varianceEpsilon: number },
): { readonly scale: TensorInfo; readonly shift: TensorInfo } {
  const scale = backend.makeOutput([channels], 'float32');
  const shift = backend.makeOutput([channels], 'float32');
  pool.finish();
  // No allocation from here on: memory that grows invalidates older views.
  const view = (vector: TensorInfo) => backend.typedArrayFromHeap(vector) as Float32Array;
  const [mean, variance] = [view(input(inputs, 'mean')), view(input(inputs, 'variance'))];
  const gamma = inputs.scale && view(inputs.scale);
  const beta = inputs.offset && view(inputs.offset);
  const [scales, shifts] = [view(scale), view(shift)];
  for (let c = 0; c < channels; c++) {
    const factor = (gamma?.[c] ?? 1) / Math.sqrt((variance[c] as number) + varianceEpsilon);
    scales[c] = factor;
    shifts[c] = (beta?.[c] ?? 0) - (mean[c] as number) * factor;
  }
  return { scale, shift };
}
