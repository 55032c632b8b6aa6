import {
  getKernelsForBackend,
  type KernelConfig,
  registerKernel,
  unregisterKernel,
} from '@tensorflow/tfjs-core';
import { guardTraps } from './calls/guard-traps.js';
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
import { normalizedConv2d } from './kernels/normalized-conv2d.js';
import { adam, momentum } from './kernels/optimizer-updates.js';
import { averagePoolGrad, avgPool, avgPoolGrad, maxPool, maxPoolGrad } from './kernels/pooling.js';
import { slice } from './kernels/slice.js';
import { sum } from './kernels/sum.js';
import { tile } from './kernels/tile.js';

/** The kernels that this package adds to the wasm backend or replaces there. */
const WASM_KERNELS: readonly WasmKernel[] = [
  adam,
  add,
  averagePoolGrad,
  avgPool,
  avgPoolGrad,
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
  normalizedConv2d,
  relu,
  relu6,
  relu6Grad,
  reluGrad,
  selu,
  seluGrad,
  slice,
  splitV,
  sum,
  tile,
];

// The kernels of tfjs-backend-wasm, read before the first start of this package replaces some.
let stock: ReadonlyMap<string, KernelConfig> | undefined;

/** The stock kernels as the last start registered them. */
const GUARDED = new Set<KernelConfig>();

/**
 * Registers {@link WASM_KERNELS} for the backend `wasm`. They call the stock kernels in cases that they do not cover. The other
 * stock kernels are guarded against traps.
 */
export function registerWasmKernels(bound: Pick<KernelCall, 'pool' | 'backend'>): void {
  const { pool } = bound;
  stock ??= new Map(getKernelsForBackend('wasm').map((config) => [config.kernelName, config]));
  const registered = new Map(getKernelsForBackend('wasm').map((config) => [config.kernelName, config]));
  const replace = (config: KernelConfig): void => {
    if (registered.has(config.kernelName)) {
      unregisterKernel(config.kernelName, 'wasm');
    }
    registerKernel(config);
  };
  for (const kernel of WASM_KERNELS) {
    const before = stock.get(kernel.kernelName);
    replace(kernelConfig(kernel, bound, before === undefined ? undefined : guardTraps(before, pool)));
  }
  const own = new Set(WASM_KERNELS.map(({ kernelName }) => kernelName));
  for (const [name, config] of stock) {
    const current = registered.get(name);
    // A kernel that someone else has registered stays.
    if (!own.has(name) && current !== undefined && (current === config || GUARDED.delete(current))) {
      const guard = guardTraps(config, pool);
      GUARDED.add(guard);
      replace(guard);
    }
  }
}
