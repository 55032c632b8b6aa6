import { type TensorInfo, util } from '@tensorflow/tfjs-core';
import { input, type KernelCall, type WasmKernel } from '../kernel-call.js';
import type { KernelName } from '../kernel-names.js';
import { addressOf, sizeOf } from '../tensors.js';

// Threads take multiples of so many elements: below it, waking them costs more than the work.
const GRAIN = 4096;

/** a + b of one shape, or with b along the last axis of a, as biases are added. */
export const add: WasmKernel = {
  kernelName: 'Add',
  run(call) {
    const a = input(call.inputs, 'a');
    const b = input(call.inputs, 'b');
    if (a.dtype !== 'float32' || b.dtype !== 'float32') {
      return call.stock();
    }
    if (util.arraysEqual(a.shape, b.shape)) {
      return map(call, 'addVectors', [a, b]);
    }
    const channels = a.shape.at(-1);
    if (channels === undefined || sizeOf(b) !== channels || b.shape.at(-1) !== channels) {
      return call.stock();
    }
    if (b.shape.length > a.shape.length || sizeOf(a) === 0) {
      return call.stock();
    }
    const { backend, pool } = call;
    const out = backend.makeOutput(a.shape, 'float32');
    pool.parallel('addToRows', [...[a, b, out].map((x) => addressOf(backend, x)), channels], {
      units: sizeOf(a) / channels,
      multiple: Math.ceil(GRAIN / channels),
    });
    return out;
  },
};

/** a * b of one shape. */
export const multiply: WasmKernel = {
  kernelName: 'Multiply',
  run(call) {
    const a = input(call.inputs, 'a');
    const b = input(call.inputs, 'b');
    const ours = a.dtype === 'float32' && b.dtype === 'float32' && util.arraysEqual(a.shape, b.shape);
    return ours ? map(call, 'multiplyVectors', [a, b]) : call.stock();
  },
};

/** max(0, x). */
export const relu: WasmKernel = activation('Relu', 'relu');
/** min(6, max(0, x)). */
export const relu6: WasmKernel = activation('Relu6', 'relu6');
/** scale * x where x > 0, else scale * alpha * (e^x - 1). */
export const selu: WasmKernel = activation('Selu', 'selu');

/** { x, dy } -> dy where x > 0, else 0. */
export const reluGrad: WasmKernel = activationGradient('HpaReluGrad', 'reluGradient');
/** { x, dy } -> dy where 0 < x <= 6, else 0. */
export const relu6Grad: WasmKernel = activationGradient('HpaRelu6Grad', 'relu6Gradient');
/** { x, dy } -> scale * dy where x > 0, else scale * alpha * e^x * dy. */
export const seluGrad: WasmKernel = activationGradient('HpaSeluGrad', 'seluGradient');

function activation(kernelName: string, name: KernelName): WasmKernel {
  return {
    kernelName,
    run(call) {
      const x = input(call.inputs, 'x');
      return x.dtype === 'float32' ? map(call, name, [x]) : call.stock();
    },
  };
}

function activationGradient(kernelName: string, name: KernelName): WasmKernel {
  return {
    kernelName,
    run: (call) => map(call, name, [input(call.inputs, 'x'), input(call.inputs, 'dy')]),
  };
}

/** Runs a kernel over the elements of tensors of one shape. */
function map({ backend, pool }: KernelCall, name: KernelName, sources: readonly TensorInfo[]): TensorInfo {
  const [first] = sources as [TensorInfo];
  const out = backend.makeOutput(first.shape, 'float32');
  if (sizeOf(first) === 0) {
    return out;
  }
  pool.parallel(
    name,
    [...sources, out].map((x) => addressOf(backend, x)),
    { units: sizeOf(first), multiple: GRAIN },
  );
  return out;
}
