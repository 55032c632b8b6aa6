import type { FusedBatchNormAttrs } from '@tensorflow/tfjs-core';
import { input, type WasmKernel } from '../calls/kernel-call.js';
import { normalizationCoefficients } from '../calls/normalization-coefficients.js';
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
    const { scale, shift } = normalizationCoefficients(
      {
        mean: input(inputs, 'mean'),
        variance: input(inputs, 'variance'),
        beta: inputs.offset ?? undefined,
        gamma: inputs.scale ?? undefined,
      },
      { epsilon: varianceEpsilon, backend, pool },
    );
    pool.run(
      'channelAffine',
      {
        x: addressOf(backend, x),
        scale: addressOf(backend, scale),
        shift: addressOf(backend, shift),
        y: addressOf(backend, y),
        channels,
        floor: Number.NEGATIVE_INFINITY,
        ceiling: Number.POSITIVE_INFINITY,
      },
      { units: sizeOf(x) / channels, multiple: 64 },
    );
    for (const vector of [scale, shift]) {
      backend.disposeData(vector.dataId);
    }
    return y;
  },
};
