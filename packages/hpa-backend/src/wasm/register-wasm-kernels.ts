import {
  getKernelsForBackend,
  type KernelConfig,
  registerKernel,
  unregisterKernel,
} from '@tensorflow/tfjs-core';
import { type KernelCall, kernelConfig, type WasmKernel } from './calls/kernel-call.js';
import { batchMatMul } from './kernels/batch-mat-mul.js';
import { batchNorm, batchNormGrad } from './kernels/batch-norm.js';
import { concat, splitV } from './kernels/concat-and-split.js';
import { conv2d, fusedConv2d } from './kernels/conv2d.js';
import { conv2dBackpropFilter } from './kernels/conv2d-backprop-filter.js';
import { conv2dBackpropInput } from './kernels/conv2d-backprop-input.js';
import {
  depthwiseConv2d,
  depthwiseConv2dBackpropFilter,
  depthwiseConv2dBackpropInput,
  fusedDepthwiseConv2d,
} from './kernels/depthwise-conv2d.js';
import { dropout } from './kernels/dropout.js';
import {
  add,
  minimum,
  minimumGrad,
  multiply,
  relu,
  relu6,
  relu6Grad,
  reluGrad,
  selu,
  seluGrad,
} from './kernels/elementwise.js';
import { fusedBatchNorm } from './kernels/fused-batch-norm.js';
import { fusedMatMul } from './kernels/fused-mat-mul.js';
import { cast, identity } from './kernels/identity.js';
import { mean } from './kernels/mean.js';
import { adam, momentum } from './kernels/optimizer-updates.js';
import { averagePoolGrad, avgPool, maxPool, maxPoolGrad } from './kernels/pooling.js';
import { sum } from './kernels/sum.js';
import { tile } from './kernels/tile.js';

/** The kernels that this package adds to the wasm backend or replaces there. */
const WASM_KERNELS: readonly WasmKernel[] = [
  adam,
  add,
  averagePoolGrad,
  avgPool,
  batchMatMul,
  batchNorm,
  batchNormGrad,
  cast,
  concat,
  conv2d,
  conv2dBackpropFilter,
  conv2dBackpropInput,
  depthwiseConv2d,
  depthwiseConv2dBackpropFilter,
  depthwiseConv2dBackpropInput,
  dropout,
  fusedBatchNorm,
  fusedConv2d,
  fusedDepthwiseConv2d,
  fusedMatMul,
  identity,
  maxPool,
  maxPoolGrad,
  mean,
  minimum,
  minimumGrad,
  momentum,
  multiply,
  relu,
  relu6,
  relu6Grad,
  reluGrad,
  selu,
  seluGrad,
  splitV,
  sum,
  tile,
];

// The kernels of tfjs-backend-wasm, read before the first start of this package replaces some.
let stock: ReadonlyMap<string, KernelConfig> | undefined;

/** Registers {@link WASM_KERNELS} for the backend `wasm`. They call the stock kernels in cases that they do not cover. */
export function registerWasmKernels(bound: Pick<KernelCall, 'pool' | 'backend'>): void {
  stock ??= new Map(getKernelsForBackend('wasm').map((config) => [config.kernelName, config]));
  const registered = new Set(getKernelsForBackend('wasm').map(({ kernelName }) => kernelName));
  for (const kernel of WASM_KERNELS) {
    if (registered.has(kernel.kernelName)) {
      unregisterKernel(kernel.kernelName, 'wasm');
    }
    registerKernel(kernelConfig(kernel, bound, stock.get(kernel.kernelName)));
  }
}
