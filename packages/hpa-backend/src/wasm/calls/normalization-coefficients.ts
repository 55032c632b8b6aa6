import type { TensorInfo } from '@tensorflow/tfjs-core';
import { addressOf, sizeOf } from '../memory/tensors.js';
import type { KernelCall } from './kernel-call.js';

/** Statistics and learned vectors of a batch normalization, each [C]; without gamma it is 1, without beta 0. */
export interface Normalization {
  readonly mean: TensorInfo;
  readonly variance: TensorInfo;
  readonly beta?: TensorInfo | undefined;
  readonly gamma?: TensorInfo | undefined;
}

/**
 * (x - mean) * gamma / sqrt(variance + epsilon) + beta as x * scale + shift, each [C]. The pool computes them, so that the caller need not
 * wait. The caller disposes of both.
 */
export function normalizationCoefficients(
  { mean, variance, beta, gamma }: Normalization,
  { epsilon, backend, pool }: Pick<KernelCall, 'backend' | 'pool'> & { readonly epsilon: number },
): { readonly scale: TensorInfo; readonly shift: TensorInfo } {
  const channels = sizeOf(mean);
  const scale = backend.makeOutput([channels], 'float32');
  const shift = backend.makeOutput([channels], 'float32');
  pool.run(
    'normalizationCoefficients',
    {
      mean: addressOf(backend, mean),
      variance: addressOf(backend, variance),
      beta: beta ? addressOf(backend, beta) : 0,
      gamma: gamma ? addressOf(backend, gamma) : 0,
      scale: addressOf(backend, scale),
      shift: addressOf(backend, shift),
      epsilon,
    },
    { units: channels, multiple: CHANNELS },
  );
  return { scale, shift };
}

/** Channels of one thread at least: fewer do not pay for waking it. */
const CHANNELS = 1024;
