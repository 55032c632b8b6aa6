import { type MeanAttrs, util } from '@tensorflow/tfjs-core';
import { input, type WasmKernel } from '../calls/kernel-call.js';
import { rowBlocks } from '../calls/row-blocks.js';
import { addressOf, sizeOf } from '../memory/tensors.js';

/** Mean of [N, H, W, C] over H and W: global average pooling. The stock kernel would transpose the tensor first. */
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
    const [images, height, width, channels] = x.shape as [number, number, number, number];
    const out = backend.makeOutput(keepDims ? [images, 1, 1, channels] : [images, channels], 'float32');
    const { rows, blockRows, blocks } = rowBlocks(height * width);
    const parts = backend.makeOutput([images, blocks, channels], 'float32');
    pool.run(
      'imageMeans',
      {
        x: addressOf(backend, x),
        means: addressOf(backend, out),
        parts: addressOf(backend, parts),
        rows,
        channels,
        blockRows,
      },
      { units: images },
    );
    backend.disposeData(parts.dataId);
    return out;
  },
};
