import { _FusedMatMul, type _FusedMatMulAttrs } from '@tensorflow/tfjs-core';
import { input, type WasmKernel } from '../kernel-call.js';
import { addressOf, sizeOf } from '../tensors.js';
import { multipliesPlainMatrices, multiply } from './batch-mat-mul.js';

/** A dense layer: the product of {@link multiply}, a bias for each column, and ReLU; other activations stay with the stock kernel. */
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
    const place = addressOf(backend, product);
    if (bias) {
      pool.run('addToRows', [place, addressOf(backend, bias), place, columns, 0, sizeOf(product) / columns]);
    }
    if (activation === 'relu') {
      pool.run('relu', [place, place, 0, sizeOf(product)]);
    }
    return product;
  },
};
