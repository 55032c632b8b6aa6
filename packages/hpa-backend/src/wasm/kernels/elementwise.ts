import { type TensorInfo, util } from '@tensorflow/tfjs-core';
import { GRAIN } from '../calls/grain.js';
import { input, type KernelCall, type WasmKernel } from '../calls/kernel-call.js';
import { addressOf, sizeOf } from '../memory/tensors.js';
import type { KernelRange } from '../threads/kernel-pool.js';

/** a + b of one shape, or with b along the last axis of a, as for a bias. */
export const add: WasmKernel = {
  kernelName: 'Add',
  run(call) {
    const a = input(call.inputs, 'a');
    const b = input(call.inputs, 'b');
    if (a.dtype !== 'float32' || b.dtype !== 'float32') {
      return call.stock();
    }
    if (util.arraysEqual(a.shape, b.shape)) {
      return combine(call, 'addVectors', { a, b });
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
    pool.run(
      'addToRows',
      { a: addressOf(backend, a), b: addressOf(backend, b), out: addressOf(backend, out), channels },
      { units: sizeOf(a) / channels, multiple: Math.ceil(GRAIN / channels) },
    );
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
    return ours ? combine(call, 'multiplyVectors', { a, b }) : call.stock();
  },
};

/** min(a, b), if one operand is a single number, as in the ReLU6 of tfjs-layers: min(6, max(0, x)). */
export const minimum: WasmKernel = {
  kernelName: 'Minimum',
  run(call) {
    const a = input(call.inputs, 'a');
    const b = input(call.inputs, 'b');
    const [x, limit] = sizeOf(b) === 1 ? [a, b] : [b, a];
    const ours = sizeOf(limit) === 1 && limit.shape.length <= x.shape.length;
    if (a.dtype !== 'float32' || b.dtype !== 'float32' || !ours) {
      return call.stock();
    }
    const args = { x: addressOf(call.backend, x), limit: addressOf(call.backend, limit) };
    return mapElements(call, x, (out, range) => call.pool.run('minimum', { ...args, out }, range));
  },
};

/** { x, limit, dy }, { orEqual } -> dy if x < limit, or x == limit and orEqual, else 0. */
export const minimumGrad: WasmKernel = {
  kernelName: 'HpaMinimumGrad',
  run(call) {
    const { inputs, attrs, backend, pool } = call;
    const x = input(inputs, 'x');
    const args = {
      x: addressOf(backend, x),
      limit: addressOf(backend, input(inputs, 'limit')),
      dy: addressOf(backend, input(inputs, 'dy')),
      orEqual: attrs.orEqual ? 1 : 0,
    };
    return mapElements(call, x, (dx, range) => pool.run('minimumGradient', { ...args, dx }, range));
  },
};

/** max(0, x). */
export const relu: WasmKernel = activation('Relu', 'relu');
/** min(6, max(0, x)). */
export const relu6: WasmKernel = activation('Relu6', 'relu6');
/** scale * x if x > 0, else scale * alpha * (e^x - 1). */
export const selu: WasmKernel = activation('Selu', 'selu');

/** { x, dy } -> dy if x > 0, else 0. */
export const reluGrad: WasmKernel = activationGradient('HpaReluGrad', 'reluGradient');
/** { x, dy } -> dy if 0 < x <= 6, else 0. */
export const relu6Grad: WasmKernel = activationGradient('HpaRelu6Grad', 'relu6Gradient');
/** { x, dy } -> scale * dy if x > 0, else scale * alpha * e^x * dy. */
export const seluGrad: WasmKernel = activationGradient('HpaSeluGrad', 'seluGradient');

function activation(kernelName: string, name: 'relu' | 'relu6' | 'selu'): WasmKernel {
  return {
    kernelName,
    run(call) {
      const x = input(call.inputs, 'x');
      if (x.dtype !== 'float32') {
        return call.stock();
      }
      const from = addressOf(call.backend, x);
      return mapElements(call, x, (out, range) => call.pool.run(name, { x: from, out }, range));
    },
  };
}

function activationGradient(
  kernelName: string,
  name: 'reluGradient' | 'relu6Gradient' | 'seluGradient',
): WasmKernel {
  return {
    kernelName,
    run(call) {
      const { inputs, backend, pool } = call;
      const x = input(inputs, 'x');
      const args = { x: addressOf(backend, x), dy: addressOf(backend, input(inputs, 'dy')) };
      return mapElements(call, x, (dx, range) => pool.run(name, { ...args, dx }, range));
    },
  };
}

/** Combines the elements of two tensors of one shape. */
function combine(
  call: KernelCall,
  name: 'addVectors' | 'multiplyVectors',
  { a, b }: { readonly a: TensorInfo; readonly b: TensorInfo },
): TensorInfo {
  const args = { a: addressOf(call.backend, a), b: addressOf(call.backend, b) };
  return mapElements(call, a, (out, range) => call.pool.run(name, { ...args, out }, range));
}

/** Makes a tensor like another and has a kernel fill its elements, at an address and over a range. */
function mapElements(
  { backend }: KernelCall,
  like: TensorInfo,
  run: (address: number, range: KernelRange) => void,
): TensorInfo {
  const out = backend.makeOutput(like.shape, 'float32');
  if (sizeOf(like) > 0) {
    run(addressOf(backend, out), { units: sizeOf(like), multiple: GRAIN });
  }
  return out;
}
