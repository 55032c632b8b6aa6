import { _FusedMatMul, type _FusedMatMulAttrs } from '@tensorflow/tfjs-core';
import { input, type WasmKernel } from '../kernel-call.js';
import { addressOf } from '../tensors.js';
import { batchMatMul } from './batch-mat-mul.js';

/** A dense layer's A B + bias with few rows, as batchMatMul does it; the rest stays with the stock kernel. */
export const fusedMatMul: WasmKernel = {
  kernelName: _FusedMatMul,
  run(call) {
    const { inputs, attrs, backend, pool, stock } = call;
    const { transposeA, transposeB, activation } = attrs as unknown as _FusedMatMulAttrs;
    const a = input(inputs, 'a');
    const bias = inputs.bias;
    const rows = a.shape.at(-2) as number;
    const plain =
      !transposeA && !transposeB && activation === 'linear' && a.shape.length === 3 && a.shape[0] === 1;
    if (!plain || rows > 64 || bias === undefined) {
      if (stock === undefined) throw new Error('tfjs-backend-wasm registered no _FusedMatMul');
      return stock({ inputs, attrs, backend });
    }
    const product = batchMatMul.run(call) as ReturnType<typeof backend.makeOutput>;
    const columns = product.shape.at(-1) as number;
    const ones = backend.makeOutput([columns], 'float32', undefined, new Float32Array(columns).fill(1));
    const address = addressOf(backend, product);
    pool.run('channelAffine', [
      ...[address, addressOf(backend, ones), addressOf(backend, bias), address, columns, 0, rows],
    ]);
    backend.disposeData(ones.dataId);
    return product;
  },
};
