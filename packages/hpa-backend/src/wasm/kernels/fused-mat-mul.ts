import { _FusedMatMul, type _FusedMatMulAttrs } from '@tensorflow/tfjs-core';
import { input, type WasmKernel } from '../calls/kernel-call.js';
import { addressOf, sizeOf } from '../memory/tensors.js';
import { multipliesPlainMatrices, multiply } from './batch-mat-mul.js';

/** A dense layer: {@link multiply}, a bias per column, and ReLU. The stock kernel takes other activations. */
export const fusedMatMul: WasmKernel = {
  kernelName: _FusedMatMul,
  run(call) {
    const { inputs, attrs, backend, pool, stock } = call;
    const { transposeA, transposeB, activation } = attrs as unknown as _FusedMatMulAttrs;
    const { bias } = inputs;
    const columns = input(inputs, 'b').shape.at(transposeB ? -2 : -1) as number;
    const ours = (activation === 'linear' || activation === 'relu') && (!bias || sizeOf(bias) === columns);
    if (!ours || !multipliesPlainMatrices(call)) {
      return stock();
    }
    const product = multiply(call, { transposeA, transposeB });
    const out = addressOf(backend, product);
    if (bias) {
      const rows = sizeOf(product) / columns;
      const args = { a: out, b: addressOf(backend, bias), out, channels: columns };
      pool.run('addToRows', args, { units: rows, multiple: rows });
    }
    if (activation === 'relu') {
      pool.run('relu', { x: out, out }, { units: sizeOf(product), multiple: sizeOf(product) });
    }
    return product;
  },
};
