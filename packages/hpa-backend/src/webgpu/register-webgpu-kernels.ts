import { getKernelsForBackend, registerKernel, unregisterKernel } from '@tensorflow/tfjs-core';
import { relu6Grad, reluGrad, seluGrad } from './kernels/activation-gradients.js';
import { batchNorm, batchNormGrad } from './kernels/batch-norm.js';
import { conv2dBackpropFilter } from './kernels/conv2d-backprop-filter.js';
import { dropout } from './kernels/dropout.js';
import { adam, momentum } from './kernels/optimizer-updates.js';
import { sum } from './kernels/sum.js';
import { kernelConfig, type WebgpuKernel } from './shaders/kernel-call.js';

/** The kernels that this package adds to the webgpu backend or replaces there. */
export const WEBGPU_KERNELS: readonly WebgpuKernel[] = [
  adam,
  batchNorm,
  batchNormGrad,
  conv2dBackpropFilter,
  dropout,
  momentum,
  relu6Grad,
  reluGrad,
  seluGrad,
  sum,
];

/** Registers {@link WEBGPU_KERNELS} for the backend `webgpu`, once. They call the stock kernels in cases that they do not cover. */
export function registerWebgpuKernels(): void {
  const before = new Map(getKernelsForBackend('webgpu').map((config) => [config.kernelName, config]));
  if (before.has(batchNorm.kernelName)) {
    return;
  }
  for (const kernel of WEBGPU_KERNELS) {
    const stock = before.get(kernel.kernelName);
    if (stock !== undefined) {
      unregisterKernel(kernel.kernelName, 'webgpu');
    }
    registerKernel(kernelConfig(kernel, stock));
  }
}
