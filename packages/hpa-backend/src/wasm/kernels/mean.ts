import { type MeanAttrs, util } from '@tensorflow/tfjs-core';
import { input, type WasmKernel } from '../kernel-call.js';
import { rowBlocks } from '../row-blocks.js';
import { addressOf, sizeOf } from '../tensors.js';

/** Mean of [N, H, W, C] over H and W, global average pooling: the stock kernel transposes the tensor first. */
export const mean: WasmKernel = {
  kernelName: 'Mean',
  run({ inputs, attrs, backend, pool, stock }) {
    const x = input(inputs, 'x');
    const { axis, keepDims } = attrs as unknown as MeanAttrs;
    const axes = util.parseAxisParam(axis, x.shape);
    const spatial = x.shape.length === 4 && axes.length === 2 && axes.includes(1) && axes.includes(2);
    if (!spatial || x.dtype !== 'float32' || sizeOf(x) === 0) {
      return stock();
    }
    const [pictures, height, width, channels] = x.shape as [number, number, number, number];
    const out = backend.makeOutput(keepDims ? [pictures, 1, 1, channels] : [pictures, channels], 'float32');
    const { rows, blockRows, blocks } = rowBlocks(height * width);
    const parts = backend.makeOutput([pictures, blocks, channels], 'float32');
    const places = [x, out, parts].map((tensor) => addressOf(backend, tensor));
    pool.parallel('pictureMeans', [...places, rows, channels, blockRows], { units: pictures });
    backend.disposeData(parts.dataId);
    return out;
  },
};
